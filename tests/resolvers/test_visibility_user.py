"""Who sees which users, and what of them."""

import datetime as dt
from typing import Any

import pytest

from db.models import User
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.viewers import ADMIN, ANONYMOUS, KINDS, OTHER, OWNER, token_of

USER = """
query User($id: ID!) {
  user(id: $id) { ...user }
  node(id: $id) { ... on User { ...user } }
  profileByUser(userId: $id) { user { ...user } }
}

fragment user on User {
  id username createdAt
  email isActive isSuperAdmin updatedAt deactivatedAt lastLoginAt
}
"""
EXISTS = "query ($id: ID!) { user(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }"
ME = "{ me { id email isSuperAdmin profile { id } } }"
LISTS = """{
  users { nodes { id } totalCount }
  usersPage { items { id } total }
}"""
SEARCH = "query ($text: String!) { users(search: $text) { nodes { id } } }"

INSTANT = dt.datetime(2026, 1, 31, 12, 30, 15, 123000, dt.UTC)


def public_fields(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "username": user.username,
        "createdAt": format_instant(user.created_at),
        "email": None,
        "isActive": None,
        "isSuperAdmin": None,
        "updatedAt": None,
        "deactivatedAt": None,
        "lastLoginAt": None,
    }


def all_fields(user: User) -> dict[str, Any]:
    return {
        **public_fields(user),
        "email": user.email,
        "isActive": True,
        "isSuperAdmin": False,
        "updatedAt": format_instant(user.updated_at),
        "lastLoginAt": "2026-01-31T12:30:15.123Z",
    }


@pytest.mark.parametrize("viewer", KINDS)
def test_a_user_shows_others_no_more_than_id_username_and_creation(
    api: Api, make: Make, viewer: str
) -> None:
    user = make.user(last_login_at=INSTANT)
    make.profile(user)
    fields = all_fields(user) if viewer in {OWNER, ADMIN} else public_fields(user)
    assert api.execute(USER, {"id": user.id}, token_of(make, user, viewer)) == {
        "data": {"user": fields, "node": fields, "profileByUser": {"user": fields}}
    }


@pytest.mark.parametrize(
    ("viewer", "sees"), [(ANONYMOUS, False), (OTHER, False), (OWNER, True), (ADMIN, True)]
)
def test_a_user_without_a_profile_is_seen_by_themselves_and_super_admins(
    api: Api, make: Make, viewer: str, sees: bool
) -> None:
    user = make.user()
    seen = {"id": user.id} if sees else None
    assert api.execute(EXISTS, {"id": user.id}, token_of(make, user, viewer)) == {
        "data": {"user": seen, "node": seen, "nodes": [seen]}
    }


@pytest.mark.parametrize(("viewer", "sees"), [(ANONYMOUS, False), (OTHER, False), (ADMIN, True)])
def test_an_inactive_user_is_seen_by_super_admins_alone(
    api: Api, make: Make, viewer: str, sees: bool
) -> None:
    user = make.user(is_active=False)
    make.profile(user)
    seen = {"id": user.id} if sees else None
    assert api.execute(EXISTS, {"id": user.id}, token_of(make, user, viewer)) == {
        "data": {"user": seen, "node": seen, "nodes": [seen]}
    }


def test_the_token_of_a_deactivated_user_is_no_longer_good(api: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    assert api.data(ME, token=token)["me"]["id"] == user.id
    make.store(user.deactivate())
    assert api.codes(ME, token=token) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER])
def test_a_hidden_user_is_answered_as_an_unknown_id_is(api: Api, make: Make, viewer: str) -> None:
    user = make.user()
    token = token_of(make, user, viewer)
    answers = [api.execute(EXISTS, {"id": id}, token) for id in (user.id, new_id())]
    assert answers[0] == answers[1]


def test_an_anonymous_viewer_is_nobody(api: Api) -> None:
    assert api.execute(ME) == {"data": {"me": None}}


def test_a_viewer_is_themselves_even_without_a_profile(api: Api, make: Make) -> None:
    user = make.user()
    assert api.execute(ME, token=make.token(user)) == {
        "data": {"me": {"id": user.id, "email": user.email, "isSuperAdmin": False, "profile": None}}
    }


@pytest.mark.parametrize(
    ("viewer", "code"), [(ANONYMOUS, "UNAUTHENTICATED"), (OTHER, "FORBIDDEN"), (OWNER, "FORBIDDEN")]
)
def test_only_super_admins_list_users(api: Api, make: Make, viewer: str, code: str) -> None:
    body = api.execute(LISTS, token=token_of(make, make.user(), viewer))
    assert body["data"] == {"users": None, "usersPage": None}
    assert [error["extensions"]["code"] for error in body["errors"]] == [code, code]


def test_super_admins_list_every_user_inactive_ones_included(api: Api, make: Make) -> None:
    admin, active, inactive = make.admin(), make.user(), make.user(is_active=False)
    ids = [{"id": user.id} for user in (inactive, active, admin)]
    assert api.execute(LISTS, token=make.token(admin)) == {
        "data": {
            "users": {"nodes": ids, "totalCount": 3},
            "usersPage": {"items": ids, "total": 3},
        }
    }


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER, OWNER])
def test_a_search_tells_others_nothing_of_emails(api: Api, make: Make, viewer: str) -> None:
    user = make.user(email="ada@secret.example")
    make.profile(user)
    body = api.execute(SEARCH, {"text": "secret"}, token_of(make, user, viewer))
    assert (body["data"], len(body["errors"])) == ({"users": None}, 1)
