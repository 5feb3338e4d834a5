"""createUser: an account for somebody else, by a super admin."""

import json
from typing import Any

import pytest
from sqlalchemy import func, orm, select

from db.models import Session, User
from db.types import format_instant, now
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import trail

CREATE = """
mutation ($input: CreateUserInput!) {
  createUser(input: $input) {
    user {
      username email isActive isSuperAdmin
      createdAt updatedAt deactivatedAt lastLoginAt
      profile { id }
    }
    errors { code path }
  }
}
"""
LOGIN = """
mutation ($input: LoginInput!) {
  login(input: $input) { accessToken user { username } errors { code } }
}
"""
ADA = {"email": "ada@example.com", "username": "ada", "password": "correct horse battery"}


def create(api: Api, token: str | None, **values: Any) -> dict[str, Any]:
    return api.execute(CREATE, {"input": {**ADA, **values}}, token)


def refused(code: str, field: str) -> dict[str, Any]:
    error = {"code": code, "path": [field]}
    return {"data": {"createUser": {"user": None, "errors": [error]}}}


def stored(api: Api) -> User | None:
    with orm.Session(api.services.database.engine) as transaction:
        return transaction.scalars(select(User).where(User.username == "ada")).one_or_none()


def login(api: Api) -> dict[str, Any]:
    variables = {"input": {"email": ADA["email"], "password": ADA["password"]}}
    payload: dict[str, Any] = api.data(LOGIN, variables)["login"]
    return payload


def test_a_new_account_is_open_and_ordinary(api: Api, make: Make) -> None:
    body = create(api, make.token(make.admin()))
    row = stored(api)
    assert row is not None
    assert body == {
        "data": {
            "createUser": {
                "user": {
                    "username": "ada",
                    "email": "ada@example.com",
                    "isActive": True,
                    "isSuperAdmin": False,
                    "createdAt": format_instant(row.created_at),
                    "updatedAt": format_instant(row.created_at),
                    "deactivatedAt": None,
                    "lastLoginAt": None,
                    "profile": None,
                },
                "errors": [],
            }
        }
    }
    assert row.password_hash.startswith("$2b$04$")
    assert abs((now() - row.created_at).total_seconds()) < 60
    assert login(api)["user"] == {"username": "ada"}


def test_nobody_is_signed_in_to_it(api: Api, make: Make) -> None:
    token = make.token(make.admin())
    create(api, token)
    with api.services.database.engine.connect() as connection:
        assert connection.scalars(select(func.count()).select_from(Session)).one() == 1
    assert api.data("{ me { isSuperAdmin } }", token=token) == {"me": {"isSuperAdmin": True}}


def test_a_new_account_may_be_closed(api: Api, make: Make) -> None:
    user = create(api, make.token(make.admin()), isActive=False)["data"]["createUser"]["user"]
    assert user["isActive"] is False
    assert user["deactivatedAt"] == user["createdAt"] == user["updatedAt"]
    assert login(api) == {
        "accessToken": None,
        "user": None,
        "errors": [{"code": "INVALID_CREDENTIALS"}],
    }


def test_a_new_account_may_be_a_super_admins(api: Api, make: Make) -> None:
    body = create(api, make.token(make.admin()), isSuperAdmin=True)
    assert body["data"]["createUser"]["user"]["isSuperAdmin"] is True
    token = login(api)["accessToken"]
    assert api.execute("{ users { totalCount } }", token=token) == {
        "data": {"users": {"totalCount": 2}}
    }


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("is_super_admin", [True, False])
def test_what_the_account_begins_with_leaves_the_events_of_setting_it_later(
    api: Api, make: Make, is_active: bool, is_super_admin: bool
) -> None:
    admin = make.admin()
    create(api, make.token(admin), isActive=is_active, isSuperAdmin=is_super_admin)
    row = stored(api)
    assert row is not None
    actions = [
        "USER_CREATED",
        *(["SUPER_ADMIN_GRANTED"] if is_super_admin else []),
        *([] if is_active else ["USER_DEACTIVATED"]),
    ]
    assert trail(api) == [(action, admin.id, row.id, row.id) for action in actions]


def test_an_ordinary_user_is_forbidden_and_nothing_is_written(api: Api, make: Make) -> None:
    token = make.token(make.user())
    with api.statements() as seen:
        body = create(api, token)
    assert body == {
        "data": {"createUser": None},
        "errors": [
            {
                "message": "You are not allowed to do this.",
                "locations": [{"line": 3, "column": 3}],
                "path": ["createUser"],
                "extensions": {"code": "FORBIDDEN"},
            }
        ],
    }
    assert len(seen) == 1
    assert stored(api) is None


def test_without_a_token_nothing_runs(api: Api) -> None:
    with api.statements() as seen:
        assert api.codes(CREATE, {"input": ADA}) == ["UNAUTHENTICATED"]
    assert seen == []


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("email", ["ada@example.com", "Ada@EXAMPLE.com"])
def test_a_taken_email_is_refused_in_any_spelling(
    api: Api, make: Make, email: str, is_active: bool
) -> None:
    make.user(email="ada@example.com", is_active=is_active)
    body = create(api, make.token(make.admin()), email=email)
    assert body == refused("EMAIL_TAKEN", "email")
    assert stored(api) is None


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("username", ["ada", "ADA", "\uff21\uff24\uff21"])
def test_a_taken_username_is_refused_in_any_spelling(
    api: Api, make: Make, username: str, is_active: bool
) -> None:
    taken = make.user(username="ada", is_active=is_active)
    body = create(api, make.token(make.admin()), username=username)
    assert body == refused("USERNAME_TAKEN", "username")
    row = stored(api)
    assert row is not None
    assert row.id == taken.id


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"email": "ada"}, "VALIDATION"),
        ({"email": ""}, "VALIDATION"),
        ({"email": "a\0da@example.com"}, "VALIDATION"),
        ({"email": "a" * 320 + "@example.com"}, "VALIDATION"),
        ({"username": "  "}, "VALIDATION"),
        ({"username": "a\0da"}, "VALIDATION"),
        ({"username": "x" * 500}, "VALIDATION"),
        ({"password": "x" * 1025}, "VALIDATION"),
        ({"password": "nul \0 inside"}, "VALIDATION"),
        ({"password": "7 chars"}, "WEAK_PASSWORD"),
        ({"password": "password"}, "WEAK_PASSWORD"),
        ({"password": "ADA@example.com"}, "WEAK_PASSWORD"),
    ],
)
def test_unacceptable_values_are_refused(
    api: Api, make: Make, values: dict[str, str], code: str
) -> None:
    body = create(api, make.token(make.admin()), **values)
    assert body == refused(code, next(iter(values)))
    assert stored(api) is None


@pytest.mark.parametrize("field", ADA)
def test_a_lone_surrogate_is_refused(api: Api, make: Make, field: str) -> None:
    variables = {"input": {**ADA, field: "a lone \ud800 surrogate"}}
    content = json.dumps({"query": CREATE, "variables": variables})
    token = make.token(make.admin())
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    response = api.request("POST", "/graphql", content=content, headers=headers)
    assert response.json() == refused("VALIDATION", field)
    assert stored(api) is None


@pytest.mark.parametrize("field", ["isActive", "isSuperAdmin", "email", "username", "password"])
def test_null_is_no_value_for_any_field(api: Api, make: Make, field: str) -> None:
    variables = {"input": {**ADA, field: None}}
    assert api.codes(CREATE, variables, make.token(make.admin())) == ["BAD_USER_INPUT"]


def test_no_response_says_the_password_or_its_hash(api: Api, make: Make) -> None:
    token = make.token(make.admin())
    incomplete = {"email": "x", "password": ADA["password"]}
    for variables in (incomplete, {**ADA, "more": 1}, ADA, ADA):
        text = api.run(api.post(CREATE, {"input": variables}, token)).text
        assert ADA["password"] not in text
        assert "$2b$" not in text
