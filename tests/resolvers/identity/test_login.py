"""login: tokens for an email and its password, and one answer for all that is wrong."""

import datetime as dt
import json
import time
from typing import Any

import pytest

from db.models import Session
from db.types import now
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import every, stored

LOGIN = """
mutation ($input: LoginInput!) {
  login(input: $input) {
    accessToken refreshToken tokenType expiresIn
    user { id email }
    errors { code path message }
  }
}
"""
TWO = """
mutation ($one: LoginInput!, $other: LoginInput!) {
  one: login(input: $one) { user { email profile { isPublic } } }
  other: login(input: $other) { user { email profile { isPublic } } }
}
"""
ME = "{ me { id } }"
NOTHING = dict.fromkeys(["accessToken", "refreshToken", "tokenType", "expiresIn", "user"])
WRONG = {
    "code": "INVALID_CREDENTIALS",
    "path": [],
    "message": "The email or the password is wrong.",
}
REFUSED = {"data": {"login": {**NOTHING, "errors": [WRONG]}}}
SECOND = dt.timedelta(seconds=1)


def login(api: Api, email: str, password: str = PASSWORD, token: str | None = None) -> Any:
    return api.execute(LOGIN, {"input": {"email": email, "password": password}}, token)


def test_the_right_password_signs_in(api: Api, make: Make) -> None:
    user = make.user(email="ada@example.com")
    payload = login(api, "ada@example.com")["data"]["login"]
    access, refresh = payload.pop("accessToken"), payload.pop("refreshToken")
    assert payload == {
        "tokenType": "Bearer",
        "expiresIn": 1800,
        "user": {"id": user.id, "email": "ada@example.com"},
        "errors": [],
    }
    assert api.execute(ME, token=access) == {"data": {"me": {"id": user.id}}}
    assert access != refresh


def test_signing_in_opens_a_session_and_is_remembered(api: Api, make: Make) -> None:
    user = make.user()
    login(api, user.email)
    (session,) = every(api, Session)
    assert (session.user_id, session.ip_address) == (user.id, "127.0.0.1")
    last_login_at = stored(api, user).last_login_at
    assert last_login_at is not None
    assert now() - last_login_at < 60 * SECOND


def test_signing_in_advances_updated_at_as_every_write_does(api: Api, make: Make) -> None:
    user = make.user(updated_at=now() + 3600 * SECOND)
    login(api, user.email)
    assert stored(api, user).updated_at > user.updated_at


def test_every_sign_in_has_a_session_of_its_own(api: Api, make: Make) -> None:
    user = make.user()
    tokens = [login(api, user.email)["data"]["login"]["accessToken"] for _ in range(3)]
    assert len(every(api, Session)) == 3
    for token in tokens:
        assert api.execute(ME, token=token) == {"data": {"me": {"id": user.id}}}


@pytest.mark.parametrize("email", ["ADA@EXAMPLE.COM", "Ada@Example.com", "\uff21da@example.com"])
def test_an_email_is_known_in_any_spelling(api: Api, make: Make, email: str) -> None:
    user = make.user(email="ada@example.com")
    payload = login(api, email)["data"]["login"]
    assert payload["user"] == {"id": user.id, "email": "ada@example.com"}


def test_unknown_email_wrong_password_and_inactive_account_are_the_same(
    api: Api, make: Make
) -> None:
    user, inactive = make.user(), make.user(is_active=False)
    attempts = [
        ("nobody@example.com", PASSWORD),
        (user.email, "wrong"),
        (user.email, PASSWORD + " "),
        (user.email, ""),
        (inactive.email, PASSWORD),
        (inactive.email, "wrong"),
    ]
    for email, password in attempts:
        with api.statements() as seen:
            assert login(api, email, password) == REFUSED
        assert len(seen) == 3  # the account is read, and held while the failure is written
    assert every(api, Session) == []


def test_unknown_email_wrong_password_and_inactive_account_are_the_same_work(
    api_with: Any,
) -> None:
    api = api_with(bcrypt_rounds=10)
    make = Make(api.services)
    user, inactive = make.user(), make.user(is_active=False)

    def seconds(email: str) -> float:
        started = time.process_time()
        assert login(api, email, "wrong") == REFUSED
        return time.process_time() - started

    times = [
        min(seconds(email) for _ in range(3))
        for email in (user.email, inactive.email, "nobody@example.com")
    ]
    assert max(times) < 2 * min(times)


@pytest.mark.parametrize(
    "email", ["", "  ", "ada", "nul\0@example.com", "x" * 100_000, "'; --", "%@example.com"]
)
def test_an_email_that_nobody_can_have_is_an_unknown_one(api: Api, make: Make, email: str) -> None:
    make.user(username="ada")
    assert login(api, email) == REFUSED


@pytest.mark.parametrize(
    ("email", "password", "code"),
    [
        ("\ud800@example.com", PASSWORD, "INVALID_CREDENTIALS"),
        ("ada@example.com", "a lone \ud800 surrogate", "VALIDATION"),
    ],
)
def test_a_lone_surrogate_signs_nobody_in(
    api: Api, make: Make, email: str, password: str, code: str
) -> None:
    make.user(email="ada@example.com")
    variables = {"input": {"email": email, "password": password}}
    content = json.dumps({"query": LOGIN, "variables": variables})
    headers = {"Content-Type": "application/json"}
    body = api.request("POST", "/graphql", content=content, headers=headers).json()
    assert [error["code"] for error in body["data"]["login"]["errors"]] == [code]


@pytest.mark.parametrize("password", ["x" * 1025, "nul \0 inside"])
def test_an_unusable_password_is_refused_before_any_work(
    api: Api, make: Make, password: str
) -> None:
    user = make.user()
    with api.statements() as seen:
        errors = login(api, user.email, password)["data"]["login"]["errors"]
    assert [(error["code"], error["path"]) for error in errors] == [("VALIDATION", ["password"])]
    assert seen == []


@pytest.mark.parametrize("password_hash", ["", "!", PASSWORD])
def test_nobody_signs_in_to_an_account_without_a_usable_hash(
    api: Api, make: Make, password_hash: str
) -> None:
    user = make.user(password_hash=password_hash)
    assert login(api, user.email) == REFUSED


def test_a_username_is_no_email(api: Api, make: Make) -> None:
    user = make.user(username="ada@example.org", email="ada@example.com")
    assert login(api, user.username) == REFUSED


def test_an_account_that_is_open_again_can_be_signed_in_to(api: Api, make: Make) -> None:
    user, admin = make.user(is_active=False), make.admin()
    assert login(api, user.email) == REFUSED
    activate = "mutation ($id: ID!) { activateUser(id: $id) { errors { code } } }"
    api.data(activate, {"id": user.id}, make.token(admin))
    assert login(api, user.email)["data"]["login"]["user"]["id"] == user.id


def test_signing_in_again_with_the_token_of_somebody_else_makes_me_myself(
    api: Api, make: Make
) -> None:
    user, other = make.user(), make.user()
    payload = login(api, user.email, token=make.token(other))["data"]["login"]
    assert payload["user"] == {"id": user.id, "email": user.email}


def test_each_of_two_sign_ins_in_one_operation_answers_its_own_user(api: Api, make: Make) -> None:
    users = [make.user(), make.user()]
    for user in users:
        make.profile(user, is_public=False)
    one, other = ({"email": user.email, "password": PASSWORD} for user in users)
    answers = [{"user": {"email": user.email, "profile": {"isPublic": False}}} for user in users]
    assert api.execute(TWO, {"one": one, "other": other}) == {
        "data": {"one": answers[0], "other": answers[1]}
    }


@pytest.mark.parametrize("password", [PASSWORD, "wrong password"])
def test_no_response_says_a_password_or_its_hash(api: Api, make: Make, password: str) -> None:
    user = make.user()
    values = {"email": user.email, "password": password}
    for variables in (values, {"password": password}, {**values, "more": 1}):
        text = api.run(api.post(LOGIN, {"input": variables})).text
        assert password not in text
        assert user.password_hash not in text
