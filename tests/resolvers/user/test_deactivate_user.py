"""deactivateUser: an account closes, its sessions end at once, and one super admin stays."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, orm, select, update

from auth.sessions import Client
from db.models import User
from db.types import format_instant, new_id, now
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import stored

DEACTIVATE = """
mutation ($id: ID!) {
  deactivateUser(id: $id) {
    user { id isActive deactivatedAt updatedAt }
    errors { code path }
  }
}
"""
TWICE = """mutation ($id: ID!) {
  first: deactivateUser(id: $id) { user { isActive } }
  second: deactivateUser(id: $id) { user { isActive } }
}"""
LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { user { id } errors { code } } }"
REFRESH = """
mutation ($token: String!) {
  refreshToken(input: {refreshToken: $token}) { user { id } errors { code } }
}
"""
ME = "{ me { id } }"


def deactivate(api: Api, token: str | None, id: str) -> dict[str, Any]:
    return api.execute(DEACTIVATE, {"id": id}, token)


def refused(code: str) -> dict[str, Any]:
    error = {"code": code, "path": ["id"]}
    return {"data": {"deactivateUser": {"user": None, "errors": [error]}}}


def written(row: User) -> dict[str, Any]:
    assert row.deactivated_at is not None
    user = {
        "id": row.id,
        "isActive": False,
        "deactivatedAt": format_instant(row.deactivated_at),
        "updatedAt": format_instant(row.updated_at),
    }
    return {"data": {"deactivateUser": {"user": user, "errors": []}}}


def active_admins(api: Api) -> int:
    statement = select(func.count()).where(User.is_super_admin, User.is_active)
    with api.services.database.engine.connect() as connection:
        return connection.scalars(statement).one()


def test_a_user_closes_their_own_account(api: Api, make: Make) -> None:
    user = make.user(updated_at=now() + dt.timedelta(hours=1))
    body = deactivate(api, make.token(user), user.id)
    row = stored(api, user)
    assert body == written(row)
    assert not row.is_active
    assert row.deactivated_at == row.updated_at
    assert row.updated_at > user.updated_at


def test_a_super_admin_closes_anyones(api: Api, make: Make) -> None:
    user, admin = make.user(), make.admin()
    token = make.token(admin)
    assert deactivate(api, token, user.id) == written(stored(api, user))
    assert api.execute(ME, token=token) == {"data": {"me": {"id": admin.id}}}


@pytest.mark.parametrize("by_admin", [False, True])
def test_all_sessions_end_at_once_and_in_every_process(
    api: Api, make: Make, api_with: Any, by_admin: bool
) -> None:
    user, elsewhere, sessions = make.user(), api_with(), api.services.sessions
    issued = api.run(api.services.database.write(lambda t: sessions.open(t, user.id, Client())))
    tokens = [make.token(user), make.token(user)]
    deactivate(api, make.token(make.admin()) if by_admin else tokens[0], user.id)
    for token in tokens:
        assert api.codes(ME, token=token) == ["UNAUTHENTICATED"]
        assert elsewhere.codes(ME, token=token) == ["UNAUTHENTICATED"]
    assert api.execute(REFRESH, {"token": issued.refresh_token}) == {
        "data": {"refreshToken": {"user": None, "errors": [{"code": "INVALID_TOKEN"}]}}
    }


def test_nobody_signs_in_to_a_closed_account(api: Api, make: Make) -> None:
    user = make.user()
    deactivate(api, make.token(user), user.id)
    assert api.execute(LOGIN, {"input": {"email": user.email, "password": PASSWORD}}) == {
        "data": {"login": {"user": None, "errors": [{"code": "INVALID_CREDENTIALS"}]}}
    }


def test_account_and_profile_are_as_if_they_did_not_exist(api: Api, make: Make) -> None:
    user = make.user()
    profile = make.profile(user)
    both = (
        "query ($user: ID!, $profile: ID!) { user(id: $user) { id } profile(id: $profile) { id } }"
    )
    variables = {"user": user.id, "profile": profile.id}
    seen = {"user": {"id": user.id}, "profile": {"id": profile.id}}
    nothing = {"user": None, "profile": None}
    assert api.execute(both, variables) == {"data": seen}
    deactivate(api, make.token(user), user.id)
    assert api.execute(both, variables) == {"data": nothing}
    assert api.execute(both, variables, make.token(make.user())) == {"data": nothing}
    assert api.execute(both, variables, make.token(make.admin())) == {"data": seen}


def test_later_fields_of_the_same_operation_are_signed_out(api: Api, make: Make) -> None:
    user = make.user()
    body = api.execute(TWICE, {"id": user.id}, make.token(user))
    assert body == {
        "data": {"first": {"user": {"isActive": False}}, "second": None},
        "errors": [
            {
                "message": "Sign in and send a valid access token.",
                "locations": [{"line": 3, "column": 3}],
                "path": ["second"],
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ],
    }


def test_a_second_time_changes_nothing(api: Api, make: Make) -> None:
    user, token = make.user(), make.token(make.admin())
    first = deactivate(api, token, user.id)
    assert deactivate(api, token, user.id) == first == written(stored(api, user))


def test_another_user_is_not_found_just_like_an_unknown_id(api: Api, make: Make) -> None:
    hidden, visible, inactive = make.user(), make.user(), make.user(is_active=False)
    admin = make.admin()
    make.profile(visible)
    token = make.token(make.user())
    for id in (hidden.id, visible.id, inactive.id, admin.id, new_id()):
        assert deactivate(api, token, id) == refused("NOT_FOUND")
    assert [stored(api, user).is_active for user in (hidden, visible, admin)] == [True] * 3
    assert deactivate(api, make.token(admin), new_id()) == refused("NOT_FOUND")


def test_without_a_token_nothing_runs(api: Api, make: Make) -> None:
    user = make.user()
    with api.statements() as seen:
        assert api.codes(DEACTIVATE, {"id": user.id}) == ["UNAUTHENTICATED"]
    assert seen == []


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    token = make.token(make.user())
    assert api.codes(DEACTIVATE, {"id": "not-a-uuid"}, token) == ["BAD_USER_INPUT"]


def test_the_last_super_admin_stays(api: Api, make: Make) -> None:
    make.admin(is_active=False)
    make.user()
    admin = make.admin()
    token = make.token(admin)
    assert deactivate(api, token, admin.id) == refused("LAST_ADMIN")
    row = stored(api, admin)
    assert (row.is_active, row.updated_at) == (True, admin.updated_at)
    assert api.execute(ME, token=token) == {"data": {"me": {"id": admin.id}}}


def test_one_of_two_super_admins_may_go(api: Api, make: Make) -> None:
    first, second = make.admin(), make.admin()
    assert deactivate(api, make.token(first), second.id) == written(stored(api, second))
    assert deactivate(api, make.token(first), first.id) == refused("LAST_ADMIN")


def test_two_super_admins_do_not_remove_each_other_at_once(api: Api, make: Make) -> None:
    one, other = make.admin(), make.admin()
    for _ in range(5):
        bodies = api.together(
            [
                api.post(DEACTIVATE, {"id": other.id}, make.token(one)),
                api.post(DEACTIVATE, {"id": one.id}, make.token(other)),
            ]
        )
        assert active_admins(api) == 1
        gone = [user for user in (one, other) if not stored(api, user).is_active]
        assert bodies.count(written(stored(api, gone[0]))) == 1
        with orm.Session(api.services.database.engine) as transaction, transaction.begin():
            transaction.execute(update(User).values(is_active=True, deactivated_at=None))


def test_of_10_super_admins_who_leave_at_once_one_stays(api: Api, make: Make) -> None:
    admins = [make.admin() for _ in range(10)]
    bodies = api.together(
        [api.post(DEACTIVATE, {"id": admin.id}, make.token(admin)) for admin in admins]
    )
    assert bodies.count(refused("LAST_ADMIN")) == 1
    assert active_admins(api) == 1
