"""updateUser: one's own names, or as a super admin anyone's; only what is given changes."""

import datetime as dt
import json
from typing import Any

import pytest

from db.models import User
from db.types import format_instant, new_id, now
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import stored

UPDATE = """
mutation ($input: UpdateUserInput!) {
  updateUser(input: $input) {
    user { id username email updatedAt }
    errors { code path }
  }
}
"""
LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { user { id } errors { code } } }"
HOUR = dt.timedelta(hours=1)


def update(api: Api, token: str | None, user: User, **values: Any) -> dict[str, Any]:
    return api.execute(UPDATE, {"input": {"id": user.id, **values}}, token)


def refused(*errors: tuple[str, str]) -> dict[str, Any]:
    listed = [{"code": code, "path": [field]} for code, field in errors]
    return {"data": {"updateUser": {"user": None, "errors": listed}}}


def written(row: User) -> dict[str, Any]:
    user = {
        "id": row.id,
        "username": row.username,
        "email": row.email,
        "updatedAt": format_instant(row.updated_at),
    }
    return {"data": {"updateUser": {"user": user, "errors": []}}}


def assert_unchanged(api: Api, user: User) -> None:
    row = stored(api, user)
    assert (row.username, row.email) == (user.username, user.email)
    assert row.updated_at == user.updated_at


def test_a_user_changes_their_own_name(api: Api, make: Make) -> None:
    user = make.user()
    body = update(api, make.token(user), user, username="ada", email=user.email)
    row = stored(api, user)
    assert body == written(row)
    assert (row.username, row.email) == ("ada", user.email)
    assert row.updated_at > user.updated_at


def test_a_new_email_is_the_one_to_sign_in_with(api: Api, make: Make) -> None:
    user = make.user()
    update(api, make.token(make.admin()), user, email="Ada@example.com")
    for email, found in (("ada@example.com", {"id": user.id}), (user.email, None)):
        data = api.data(LOGIN, {"input": {"email": email, "password": PASSWORD}})
        assert data["login"]["user"] == found


@pytest.mark.parametrize(("field", "value"), [("username", "ada"), ("email", "ada@example.com")])
def test_what_is_left_out_stays_as_it_is(api: Api, make: Make, field: str, value: str) -> None:
    user = make.user()
    body = update(api, make.token(make.admin()), user, **{field: value})
    row = stored(api, user)
    expected = {"username": user.username, "email": user.email, field: value}
    assert body == written(row)
    assert {"username": row.username, "email": row.email} == expected


def test_an_update_of_nothing_writes_nothing(api: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    with api.statements() as seen:
        assert update(api, token, user) == written(user)
    assert not [statement for statement in seen if statement.startswith("UPDATE")]
    assert_unchanged(api, user)


@pytest.mark.parametrize("field", ["username", "email"])
def test_null_is_no_value_for_a_required_field(api: Api, make: Make, field: str) -> None:
    user = make.user()
    body = update(api, make.token(user), user, **{field: None})
    assert body == refused(("VALIDATION", field))
    assert_unchanged(api, user)


def test_every_problem_is_named_and_nothing_is_written(api: Api, make: Make) -> None:
    user = make.user()
    body = update(api, make.token(user), user, username=None, email="ada")
    errors = body["data"]["updateUser"]["errors"]
    assert sorted((error["path"], error["code"]) for error in errors) == [
        (["email"], "VALIDATION"),
        (["username"], "VALIDATION"),
    ]
    assert_unchanged(api, user)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "   "),
        ("username", "a\0da"),
        ("username", "x" * 151),
        ("username", "x" * 500),
        ("email", ""),
        ("email", "ada"),
        ("email", "a\0da@example.com"),
        ("email", "a" * 320 + "@example.com"),
    ],
)
def test_unacceptable_values_are_refused(api: Api, make: Make, field: str, value: str) -> None:
    user = make.user()
    assert update(api, make.token(user), user, **{field: value}) == refused(("VALIDATION", field))
    assert_unchanged(api, user)


@pytest.mark.parametrize("field", ["username", "email"])
def test_a_lone_surrogate_is_refused(api: Api, make: Make, field: str) -> None:
    user = make.user()
    variables = {"input": {"id": user.id, field: "\ud800"}}
    content = json.dumps({"query": UPDATE, "variables": variables})
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {make.token(user)}",
    }
    response = api.request("POST", "/graphql", content=content, headers=headers)
    assert response.json() == refused(("VALIDATION", field))
    assert_unchanged(api, user)


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("email", "Ada@EXAMPLE.com", "EMAIL_TAKEN"),
        ("username", "ADA", "USERNAME_TAKEN"),
        ("username", "\uff41da", "USERNAME_TAKEN"),
    ],
)
def test_a_name_of_another_account_is_refused_in_any_spelling(
    api: Api, make: Make, is_active: bool, field: str, value: str, code: str
) -> None:
    make.user(username="ada", email="ada@example.com", is_active=is_active)
    user = make.user()
    changes = {"username": "free", "email": "free@example.com", field: value}
    assert update(api, make.token(make.admin()), user, **changes) == refused((code, field))
    assert_unchanged(api, user)


def test_ones_own_names_may_be_spelled_anew(api: Api, make: Make) -> None:
    user = make.user(username="ada", email="ada@example.com")
    update(api, make.token(user), user, username="Ada", email="Ada@example.com")
    row = stored(api, user)
    assert (row.username, row.email) == ("Ada", "Ada@example.com")


def test_a_name_that_was_given_up_is_free(api: Api, make: Make) -> None:
    first, second = make.user(username="ada"), make.user()
    update(api, make.token(first), first, username="countess")
    body = update(api, make.token(second), second, username="Ada")
    assert body == written(stored(api, second))


def test_every_write_advances_updated_at_whatever_the_clock_says(api: Api, make: Make) -> None:
    user = make.user(updated_at=now() + HOUR)
    token, before = make.token(user), user.updated_at
    for username in ("one", "two", "two"):
        update(api, token, user, username=username)
        after = stored(api, user).updated_at
        assert after - before >= dt.timedelta(milliseconds=1)
        before = after


@pytest.mark.parametrize("offset", [0, 2, -7])
def test_an_update_of_the_newest_version_is_written(api: Api, make: Make, offset: int) -> None:
    user = make.user()
    local = user.updated_at.astimezone(dt.timezone(offset * HOUR)).isoformat()
    body = update(api, make.token(user), user, username="ada", expectedUpdatedAt=local)
    row = stored(api, user)
    assert body == written(row)
    assert row.username == "ada"


@pytest.mark.parametrize("milliseconds", [-1, 1, -3_600_000])
def test_an_update_of_another_version_is_a_conflict_and_writes_nothing(
    api: Api, make: Make, milliseconds: int
) -> None:
    user = make.user()
    other = format_instant(user.updated_at + dt.timedelta(milliseconds=milliseconds))
    body = update(api, make.token(user), user, username="ada", expectedUpdatedAt=other)
    assert body == refused(("CONFLICT", "expectedUpdatedAt"))
    assert_unchanged(api, user)


def test_of_10_updates_at_once_of_one_version_one_is_written(api: Api, make: Make) -> None:
    user = make.user()
    token, version = make.token(user), format_instant(user.updated_at)
    inputs = [
        {"id": user.id, "username": f"ada{number}", "expectedUpdatedAt": version}
        for number in range(10)
    ]
    bodies = api.together([api.post(UPDATE, {"input": values}, token) for values in inputs])
    conflict = refused(("CONFLICT", "expectedUpdatedAt"))
    assert [body for body in bodies if body != conflict] == [written(stored(api, user))]


def test_of_10_users_at_once_one_gets_a_name(api: Api, make: Make) -> None:
    users = [make.user() for _ in range(10)]
    bodies = api.together(
        [
            api.post(UPDATE, {"input": {"id": user.id, "username": "ada"}}, make.token(user))
            for user in users
        ]
    )
    assert bodies.count(refused(("USERNAME_TAKEN", "username"))) == 9
    assert [stored(api, user).username for user in users].count("ada") == 1


def test_another_user_is_not_found_just_like_an_unknown_id(api: Api, make: Make) -> None:
    hidden, visible, inactive = make.user(), make.user(), make.user(is_active=False)
    make.profile(visible)
    token = make.token(make.user())
    for user in (hidden, visible, inactive):
        body = update(api, token, user, username=None, expectedUpdatedAt=format_instant(now()))
        assert body == refused(("NOT_FOUND", "id"))
        assert_unchanged(api, user)
    unknown = {"input": {"id": new_id(), "username": "ada"}}
    assert api.execute(UPDATE, unknown, token) == refused(("NOT_FOUND", "id"))


@pytest.mark.parametrize("is_active", [True, False])
def test_a_super_admin_changes_anyone(api: Api, make: Make, is_active: bool) -> None:
    user = make.user(is_active=is_active)
    body = update(api, make.token(make.admin()), user, username="ada")
    row = stored(api, user)
    assert body == written(row)
    assert (row.username, row.is_active) == ("ada", is_active)


def test_a_super_admin_does_not_find_an_unknown_id(api: Api, make: Make) -> None:
    variables = {"input": {"id": new_id(), "username": "ada"}}
    body = api.execute(UPDATE, variables, make.token(make.admin()))
    assert body == refused(("NOT_FOUND", "id"))


def test_without_a_token_nothing_runs(api: Api, make: Make) -> None:
    variables = {"input": {"id": make.user().id, "username": "ada"}}
    with api.statements() as seen:
        assert api.codes(UPDATE, variables) == ["UNAUTHENTICATED"]
    assert seen == []


@pytest.mark.parametrize("id", ["", "1", "\0", "not-a-uuid"])
def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make, id: str) -> None:
    token = make.token(make.user())
    assert api.codes(UPDATE, {"input": {"id": id}}, token) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("field", ["isActive", "isSuperAdmin", "password", "passwordHash"])
def test_nothing_else_can_be_updated(api: Api, make: Make, field: str) -> None:
    user = make.user()
    variables = {"input": {"id": user.id, field: True}}
    assert api.codes(UPDATE, variables, make.token(user)) == ["BAD_USER_INPUT"]
