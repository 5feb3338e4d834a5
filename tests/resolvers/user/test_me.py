"""me and user(id): one's own account in full, of others what everyone may see."""

from typing import Any

import pytest

from db.models import User
from db.types import format_instant, new_id, now
from tests.support.api import Api
from tests.support.make import Make

ACCOUNT = """
fragment account on User {
  id username createdAt
  email isActive isSuperAdmin updatedAt deactivatedAt lastLoginAt
  profile { firstName }
}
"""
ME = "{ me { ...account } }" + ACCOUNT
USER = "query ($id: ID!) { user(id: $id) { ...account } }" + ACCOUNT
PRIVATE = ["email", "isActive", "isSuperAdmin", "updatedAt", "deactivatedAt", "lastLoginAt"]
HIDDEN: dict[str, Any] = {"data": {"user": None}}


def whole(user: User, **values: Any) -> dict[str, Any]:
    """What the user and super admins read."""
    return {
        "id": user.id,
        "username": user.username,
        "createdAt": format_instant(user.created_at),
        "email": user.email,
        "isActive": user.is_active,
        "isSuperAdmin": user.is_super_admin,
        "updatedAt": format_instant(user.updated_at),
        "deactivatedAt": user.deactivated_at and format_instant(user.deactivated_at),
        "lastLoginAt": user.last_login_at and format_instant(user.last_login_at),
        "profile": None,
        **values,
    }


def public(user: User, **values: Any) -> dict[str, Any]:
    """What others read."""
    return {**whole(user), **dict.fromkeys(PRIVATE), **values}


def test_an_anonymous_viewer_is_nobody(api: Api, make: Make) -> None:
    make.user()
    with api.statements() as seen:
        assert api.execute(ME) == {"data": {"me": None}}
    assert seen == []


def test_an_anonymous_viewer_is_refused_where_reading_needs_a_token(
    api_with: Any, make: Make
) -> None:
    closed, user = api_with(anonymous_reads=False), make.user()
    assert closed.codes(ME) == ["UNAUTHENTICATED"]
    assert closed.execute(ME, token=make.token(user)) == {"data": {"me": whole(user)}}


@pytest.mark.parametrize("is_super_admin", [False, True])
def test_a_user_reads_all_of_themselves(api: Api, make: Make, is_super_admin: bool) -> None:
    user = make.user(is_super_admin=is_super_admin, last_login_at=now())
    assert api.execute(ME, token=make.token(user)) == {"data": {"me": whole(user)}}


@pytest.mark.parametrize("values", [{}, {"is_public": False}, {"is_active": False}], ids=str)
def test_a_user_sees_their_own_profile_whatever_its_state(
    api: Api, make: Make, values: dict[str, Any]
) -> None:
    user = make.user()
    make.profile(user, **values)
    assert api.execute(ME, token=make.token(user)) == {
        "data": {"me": whole(user, profile={"firstName": "Ada"})}
    }


@pytest.mark.usefixtures("unplanned")
def test_one_statement_reads_the_viewer_and_one_their_profile(api: Api, make: Make) -> None:
    user = make.user()
    make.profile(user)
    token = make.token(user)
    with api.statements() as seen:
        api.data("{ me { id username email } }", token=token)
    assert len(seen) == 1
    with api.statements() as seen:
        api.data(ME, token=token)
    assert len(seen) == 2


@pytest.mark.parametrize("secret", ["passwordHash", "password", "emailKey", "usernameFolded"])
def test_there_is_no_field_for_a_secret(api: Api, make: Make, secret: str) -> None:
    document = f"{{ me {{ {secret} }} }}"
    assert api.codes(document, token=make.token(make.user())) == ["GRAPHQL_VALIDATION_FAILED"]


def test_no_response_holds_a_hash(api: Api, make: Make) -> None:
    user = make.user()
    response = api.run(api.post(ME, token=make.token(user)))
    assert response.status_code == 200
    assert user.password_hash not in response.text


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_others_read_name_and_age_of_the_account_behind_a_public_profile(
    api: Api, make: Make, is_signed_in: bool
) -> None:
    user = make.user(last_login_at=now())
    make.profile(user)
    token = make.token(make.user()) if is_signed_in else None
    assert api.execute(USER, {"id": user.id}, token) == {
        "data": {"user": public(user, profile={"firstName": "Ada"})}
    }


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_to_others_a_hidden_account_is_as_if_it_did_not_exist(
    api: Api, make: Make, is_signed_in: bool
) -> None:
    without_profile, private, withdrawn = make.user(), make.user(), make.user()
    inactive = make.user(is_active=False)
    make.profile(private, is_public=False)
    make.profile(withdrawn, is_active=False)
    make.profile(inactive)
    token = make.token(make.user()) if is_signed_in else None
    for id in (new_id(), without_profile.id, private.id, withdrawn.id, inactive.id):
        assert api.execute(USER, {"id": id}, token) == HIDDEN


def test_a_user_reads_themselves_by_id_without_a_profile(api: Api, make: Make) -> None:
    user = make.user()
    assert api.execute(USER, {"id": user.id}, make.token(user)) == {"data": {"user": whole(user)}}


@pytest.mark.parametrize("is_active", [True, False])
def test_a_super_admin_reads_everything_of_everyone(api: Api, make: Make, is_active: bool) -> None:
    user = make.user(is_active=is_active, deactivated_at=None if is_active else now())
    make.profile(user, is_public=False)
    assert api.execute(USER, {"id": user.id}, make.token(make.admin())) == {
        "data": {"user": whole(user, profile={"firstName": "Ada"})}
    }


def test_an_id_is_known_in_capitals_and_garbage_is_none(api: Api, make: Make) -> None:
    user = make.profile().user_id
    document = "query ($id: ID!) { user(id: $id) { id } }"
    assert api.execute(document, {"id": user.upper()}) == {"data": {"user": {"id": user}}}
    for garbage in ("", "1", user + "0", user.replace("-", ""), f"{{{user}}}", "\0"):
        assert api.codes(document, {"id": garbage}) == ["BAD_USER_INPUT"]
