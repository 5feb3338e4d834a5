"""changePassword: a new password for the signed-in user; their other sessions end."""

import datetime as dt
import json
from typing import Any

import pytest

from db.models import User
from db.types import now
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import stored
from tests.support.sign_in import session_of, sign_in_with_token

CHANGE = """
mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { errors { code path } } }
"""
LOGIN = """
mutation ($input: LoginInput!) { login(input: $input) { user { id } errors { code path } } }
"""
REFRESH = """
mutation ($token: String!) {
  refreshToken(input: {refreshToken: $token}) { user { id } errors { code } }
}
"""
ME = "{ me { id } }"
NEW = "lantern orange staple"
CHANGED: dict[str, Any] = {"data": {"changePassword": {"errors": []}}}


def change(api: Api, token: str, current: str = PASSWORD, new: str = NEW) -> dict[str, Any]:
    return api.execute(CHANGE, {"input": {"currentPassword": current, "newPassword": new}}, token)


def refused(code: str, field: str) -> dict[str, Any]:
    return {"data": {"changePassword": {"errors": [{"code": code, "path": [field]}]}}}


def login(api: Api, user: User, password: str) -> bool:
    body = api.execute(LOGIN, {"input": {"email": user.email, "password": password}})
    error = {"code": "INVALID_CREDENTIALS", "path": []}
    assert body["data"]["login"] in (
        {"user": {"id": user.id}, "errors": []},
        {"user": None, "errors": [error]},
    )
    return body["data"]["login"]["user"] is not None


def test_the_new_password_signs_in_and_the_old_one_no_longer(api: Api, make: Make) -> None:
    user = make.user()
    assert change(api, make.token(user)) == CHANGED
    assert login(api, user, NEW)
    assert not login(api, user, PASSWORD)


def test_the_row_holds_another_hash(api: Api, make: Make) -> None:
    user = make.user(updated_at=now() + dt.timedelta(hours=1))
    change(api, make.token(user))
    row = stored(api, user)
    assert row.password_hash.startswith("$2b$04$")
    assert row.password_hash != user.password_hash
    assert row.updated_at > user.updated_at


def test_the_other_sessions_end_and_this_one_goes_on(api: Api, make: Make) -> None:
    user, stranger = make.user(), make.user()
    here, token = sign_in_with_token(api, user)
    elsewhere, other_token = sign_in_with_token(api, user)
    _, strangers_token = sign_in_with_token(api, stranger)
    change(api, token)
    assert api.codes(ME, token=other_token) == ["UNAUTHENTICATED"]
    assert api.execute(ME, token=token) == {"data": {"me": {"id": user.id}}}
    assert api.execute(ME, token=strangers_token) == {"data": {"me": {"id": stranger.id}}}
    assert api.execute(REFRESH, {"token": elsewhere.refresh_token}) == {
        "data": {"refreshToken": {"user": None, "errors": [{"code": "INVALID_TOKEN"}]}}
    }
    assert api.execute(REFRESH, {"token": here.refresh_token}) == {
        "data": {"refreshToken": {"user": {"id": user.id}, "errors": []}}
    }


@pytest.mark.parametrize("current", ["wrong", "", PASSWORD.upper(), PASSWORD + " "])
def test_a_wrong_current_password_changes_nothing(api: Api, make: Make, current: str) -> None:
    user = make.user()
    other, _ = sign_in_with_token(api, user)
    body = change(api, make.token(user), current=current)
    assert body == refused("INVALID_CREDENTIALS", "currentPassword")
    row = stored(api, user)
    assert (row.password_hash, row.updated_at) == (user.password_hash, user.updated_at)
    assert session_of(api, other).is_active


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("", "WEAK_PASSWORD"),
        ("7 chars", "WEAK_PASSWORD"),
        ("password", "WEAK_PASSWORD"),
        ("12345678", "WEAK_PASSWORD"),
        ("ada.lovelace", "WEAK_PASSWORD"),
        ("ADA.Lovelace", "WEAK_PASSWORD"),
        ("ada@example.com", "WEAK_PASSWORD"),
        ("x" * 1025, "VALIDATION"),
        ("nul \0 inside", "VALIDATION"),
    ],
)
def test_an_unacceptable_new_password_changes_nothing(
    api: Api, make: Make, new: str, code: str
) -> None:
    user = make.user(username="ada.lovelace", email="ada@example.com")
    _, other_token = sign_in_with_token(api, user)
    assert change(api, make.token(user), new=new) == refused(code, "newPassword")
    row = stored(api, user)
    assert (row.password_hash, row.updated_at) == (user.password_hash, user.updated_at)
    assert api.codes(ME, token=other_token) == []


@pytest.mark.parametrize("current", ["x" * 1025, "nul \0 inside"])
def test_an_unusable_current_password_is_invalid(api: Api, make: Make, current: str) -> None:
    body = change(api, make.token(make.user()), current=current)
    assert body == refused("VALIDATION", "currentPassword")


@pytest.mark.parametrize("field", ["currentPassword", "newPassword"])
def test_a_lone_surrogate_is_invalid(api: Api, make: Make, field: str) -> None:
    values = {"currentPassword": PASSWORD, "newPassword": NEW, field: "a lone \ud800 surrogate"}
    content = json.dumps({"query": CHANGE, "variables": {"input": values}})
    token = make.token(make.user())
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    response = api.request("POST", "/graphql", content=content, headers=headers)
    assert response.json() == refused("VALIDATION", field)


def test_long_passwords_that_differ_after_byte_72_are_different(api: Api, make: Make) -> None:
    user = make.user()
    assert change(api, make.token(user), new="x" * 72 + "one") == CHANGED
    assert not login(api, user, "x" * 72 + "two")
    assert login(api, user, "x" * 72 + "one")


def test_of_two_changes_at_once_one_succeeds(api: Api, make: Make) -> None:
    user = make.user()
    passwords = [f"{NEW} {number}" for number in range(5)]
    inputs = [{"currentPassword": PASSWORD, "newPassword": password} for password in passwords]
    tokens = [make.token(user) for _ in passwords]
    requests = zip(inputs, tokens, strict=True)
    bodies = api.together([api.post(CHANGE, {"input": i}, token) for i, token in requests])
    assert bodies.count(CHANGED) == 1
    assert [login(api, user, password) for password in passwords] == [
        body == CHANGED for body in bodies
    ]


def test_nobody_is_signed_out_who_signs_in_with_the_new_password(api: Api, make: Make) -> None:
    user = make.user()
    change(api, make.token(user))
    _, token = sign_in_with_token(api, user)
    assert api.codes(ME, token=token) == []


@pytest.mark.parametrize("missing", ["currentPassword", "newPassword"])
def test_no_response_says_a_password_or_its_hash(api: Api, make: Make, missing: str) -> None:
    user = make.user()
    token = make.token(user)
    values = {"currentPassword": PASSWORD, "newPassword": NEW}
    incomplete = {name: value for name, value in values.items() if name != missing}
    for variables in (incomplete, {**values, missing: "wrong"}, values):
        text = api.run(api.post(CHANGE, {"input": variables}, token)).text
        assert PASSWORD not in text
        assert NEW not in text
        assert "$2b$" not in text
