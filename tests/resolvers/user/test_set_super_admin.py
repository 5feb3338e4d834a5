"""setSuperAdmin: super admins make others, and one always stays."""

from typing import Any

import pytest
from sqlalchemy import orm, update

from db.models import User
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, stored, trail

SET = """
mutation ($id: ID!, $is: Boolean!) {
  setSuperAdmin(id: $id, isSuperAdmin: $is) {
    user { id isSuperAdmin updatedAt }
    errors { code path }
  }
}
"""
THEN = """
mutation ($id: ID!, $other: ID!) {
  mine: setSuperAdmin(id: $id, isSuperAdmin: false) { user { isSuperAdmin } }
  others: setSuperAdmin(id: $other, isSuperAdmin: true) { user { isSuperAdmin } }
}
"""
USERS = "{ users { totalCount } }"


def set_super_admin(api: Api, token: str | None, id: str, value: bool) -> dict[str, Any]:
    return api.execute(SET, {"id": id, "is": value}, token)


def refused(code: str) -> dict[str, Any]:
    errors = [{"code": code, "path": ["id"]}]
    return {"data": {"setSuperAdmin": {"user": None, "errors": errors}}}


def written(row: User) -> dict[str, Any]:
    user = {
        "id": row.id,
        "isSuperAdmin": row.is_super_admin,
        "updatedAt": format_instant(row.updated_at),
    }
    return {"data": {"setSuperAdmin": {"user": user, "errors": []}}}


def admins(api: Api) -> list[User]:
    return every(api, User, is_super_admin=True, is_active=True)


def test_a_super_admin_makes_another_one_and_unmakes_them(api: Api, make: Make) -> None:
    admin, user = make.admin(), make.user()
    token, theirs = make.token(admin), make.token(user)
    assert api.codes(USERS, token=theirs) == ["FORBIDDEN"]
    assert set_super_admin(api, token, user.id, True) == written(stored(api, user))
    row = stored(api, user)
    assert row.is_super_admin
    assert row.updated_at > user.updated_at
    assert api.codes(USERS, token=theirs) == []
    assert set_super_admin(api, token, user.id, False) == written(stored(api, user))
    assert not stored(api, user).is_super_admin
    assert api.codes(USERS, token=theirs) == ["FORBIDDEN"]
    assert trail(api) == [
        ("SUPER_ADMIN_GRANTED", admin.id, user.id, user.id),
        ("SUPER_ADMIN_WITHDRAWN", admin.id, user.id, user.id),
    ]


@pytest.mark.parametrize("value", [True, False])
def test_what_is_so_already_changes_nothing(api: Api, make: Make, value: bool) -> None:
    admin, user = make.admin(), make.user(is_super_admin=value)
    assert set_super_admin(api, make.token(admin), user.id, value) == written(user)
    assert stored(api, user).updated_at == user.updated_at
    assert trail(api) == []


def test_the_last_super_admin_stays(api: Api, make: Make) -> None:
    admin, closed = make.admin(), make.admin(is_active=False)
    token = make.token(admin)
    assert set_super_admin(api, token, admin.id, False) == refused("LAST_ADMIN")
    assert stored(api, admin).updated_at == admin.updated_at
    assert trail(api) == []
    assert set_super_admin(api, token, closed.id, False) == written(stored(api, closed))


def test_of_two_super_admins_one_may_step_down(api: Api, make: Make) -> None:
    admin, other = make.admin(), make.admin()
    token = make.token(admin)
    assert set_super_admin(api, token, admin.id, False) == written(stored(api, admin))
    assert [row.id for row in admins(api)] == [other.id]
    assert api.codes(SET, {"id": other.id, "is": False}, token) == ["FORBIDDEN"]


def test_who_steps_down_is_no_super_admin_in_the_rest_of_the_operation(
    api: Api, make: Make
) -> None:
    admin, user = make.admin(), make.user()
    make.admin()
    body = api.execute(THEN, {"id": admin.id, "other": user.id}, make.token(admin))
    assert not stored(api, user).is_super_admin
    assert body["data"] == {"mine": {"user": {"isSuperAdmin": False}}, "others": None}
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]


def test_two_super_admins_do_not_unmake_each_other_at_once(api: Api, make: Make) -> None:
    one, other = make.admin(), make.admin()
    for _ in range(5):
        bodies = api.together(
            [
                api.post(SET, {"id": other.id, "is": False}, make.token(one)),
                api.post(SET, {"id": one.id, "is": False}, make.token(other)),
            ]
        )
        assert len(admins(api)) == 1, bodies
        with orm.Session(api.services.database.engine) as transaction, transaction.begin():
            transaction.execute(update(User).values(is_super_admin=True))


def test_of_10_super_admins_who_step_down_at_once_one_stays(api: Api, make: Make) -> None:
    everyone = [make.admin() for _ in range(10)]
    bodies = api.together(
        [api.post(SET, {"id": admin.id, "is": False}, make.token(admin)) for admin in everyone]
    )
    assert bodies.count(refused("LAST_ADMIN")) == 1
    assert len(admins(api)) == 1


def test_one_is_unmade_while_the_other_closes_their_account(api: Api, make: Make) -> None:
    deactivate = "mutation ($id: ID!) { deactivateUser(id: $id) { errors { code } } }"
    for _ in range(5):
        everyone = admins(api) or [make.admin()]
        one, other = everyone[0], make.admin()
        api.together(
            [
                api.post(SET, {"id": one.id, "is": False}, make.token(other)),
                api.post(deactivate, {"id": other.id}, make.token(other)),
            ]
        )
        assert len(admins(api)) == 1


def test_only_super_admins_may(api: Api, make: Make) -> None:
    user, admin = make.user(), make.admin()
    variables = {"id": user.id, "is": True}
    assert api.codes(SET, variables, make.token(user)) == ["FORBIDDEN"]
    with api.statements() as seen:
        assert api.codes(SET, variables) == ["UNAUTHENTICATED"]
    assert seen == []
    assert [row.id for row in admins(api)] == [admin.id]


def test_an_unknown_id_is_not_found_and_one_that_is_no_uuid_bad_input(api: Api, make: Make) -> None:
    token = make.token(make.admin())
    assert set_super_admin(api, token, new_id(), True) == refused("NOT_FOUND")
    assert api.codes(SET, {"id": "x", "is": True}, token) == ["BAD_USER_INPUT"]
