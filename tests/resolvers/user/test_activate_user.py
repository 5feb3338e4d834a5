"""activateUser: a super admin opens a closed account again."""

import datetime as dt
from typing import Any

import pytest

from db.models import User
from db.types import format_instant, new_id, now
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import stored

ACTIVATE = """
mutation ($id: ID!) {
  activateUser(id: $id) {
    user { id isActive deactivatedAt updatedAt }
    errors { code path }
  }
}
"""
DEACTIVATE = "mutation ($id: ID!) { deactivateUser(id: $id) { errors { code } } }"
LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { user { id } errors { code } } }"
PROFILE = "query ($id: ID!) { profile(id: $id) { firstName } }"
ME = "{ me { id } }"


def activate(api: Api, token: str | None, id: str) -> dict[str, Any]:
    return api.execute(ACTIVATE, {"id": id}, token)


def written(row: User) -> dict[str, Any]:
    user = {
        "id": row.id,
        "isActive": True,
        "deactivatedAt": None,
        "updatedAt": format_instant(row.updated_at),
    }
    return {"data": {"activateUser": {"user": user, "errors": []}}}


def closed(make: Make, **values: Any) -> User:
    return make.user(is_active=False, deactivated_at=now(), **values)


def test_a_closed_account_is_open_again(api: Api, make: Make) -> None:
    user = closed(make, updated_at=now() + dt.timedelta(hours=1))
    body = activate(api, make.token(make.admin()), user.id)
    row = stored(api, user)
    assert body == written(row)
    assert (row.is_active, row.deactivated_at) == (True, None)
    assert row.updated_at > user.updated_at


def test_its_password_is_the_one_it_had(api: Api, make: Make) -> None:
    user = closed(make)
    activate(api, make.token(make.admin()), user.id)
    assert api.execute(LOGIN, {"input": {"email": user.email, "password": PASSWORD}}) == {
        "data": {"login": {"user": {"id": user.id}, "errors": []}}
    }


def test_its_profile_is_seen_again(api: Api, make: Make) -> None:
    user = closed(make)
    profile = make.profile(user)
    assert api.execute(PROFILE, {"id": profile.id}) == {"data": {"profile": None}}
    activate(api, make.token(make.admin()), user.id)
    assert api.execute(PROFILE, {"id": profile.id}) == {"data": {"profile": {"firstName": "Ada"}}}


def test_sessions_that_ended_stay_ended(api: Api, make: Make) -> None:
    user, admin = make.user(), make.token(make.admin())
    token = make.token(user)
    api.data(DEACTIVATE, {"id": user.id}, admin)
    activate(api, admin, user.id)
    assert api.codes(ME, token=token) == ["UNAUTHENTICATED"]
    assert api.execute(ME, token=make.token(user)) == {"data": {"me": {"id": user.id}}}


def test_an_open_account_stays_as_it_is(api: Api, make: Make) -> None:
    user = make.user()
    assert activate(api, make.token(make.admin()), user.id) == written(user)
    assert stored(api, user).updated_at == user.updated_at


def test_an_unknown_id_is_not_found(api: Api, make: Make) -> None:
    error = {"code": "NOT_FOUND", "path": ["id"]}
    assert activate(api, make.token(make.admin()), new_id()) == {
        "data": {"activateUser": {"user": None, "errors": [error]}}
    }


@pytest.mark.parametrize("own", [False, True])
def test_an_ordinary_user_is_forbidden(api: Api, make: Make, own: bool) -> None:
    user, viewer = closed(make), make.user()
    assert activate(api, make.token(viewer), viewer.id if own else user.id) == {
        "data": {"activateUser": None},
        "errors": [
            {
                "message": "You are not allowed to do this.",
                "locations": [{"line": 3, "column": 3}],
                "path": ["activateUser"],
                "extensions": {"code": "FORBIDDEN"},
            }
        ],
    }
    assert not stored(api, user).is_active


def test_without_a_token_nothing_runs(api: Api, make: Make) -> None:
    user = closed(make)
    with api.statements() as seen:
        assert api.codes(ACTIVATE, {"id": user.id}) == ["UNAUTHENTICATED"]
    assert seen == []


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    token = make.token(make.admin())
    assert api.codes(ACTIVATE, {"id": "not-a-uuid"}, token) == ["BAD_USER_INPUT"]
