"""restoreProfile: brings a deactivated profile back, for its owner and for super admins."""

import datetime as dt
from typing import Any

import pytest

from db.models import Profile
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored

RESTORE = """
mutation ($id: ID!) {
  restoreProfile(id: $id) {
    profile { id isActive isPublic deactivatedAt updatedAt }
    errors { code message path }
  }
}
"""
READ = "query ($id: ID!) { profile(id: $id) { firstName contacts { value } jobs { title } } }"
THEN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
HIDDEN: dict[str, Any] = {"is_active": False, "deactivated_at": THEN, "updated_at": THEN}


def payload(profile: Any, errors: list[Any]) -> dict[str, Any]:
    return {"data": {"restoreProfile": {"profile": profile, "errors": errors}}}


def shown(profile: Profile, **values: Any) -> dict[str, Any]:
    """The payload's profile, active again."""
    return {
        "id": profile.id,
        "isActive": True,
        "isPublic": profile.is_public,
        "deactivatedAt": None,
        "updatedAt": format_instant(profile.updated_at),
        **values,
    }


@pytest.mark.parametrize("is_public", [True, False])
def test_the_owner_restores(api: Api, make: Make, is_public: bool) -> None:
    profile = make.profile(user := make.user(), is_public=is_public, **HIDDEN)
    body = api.execute(RESTORE, {"id": profile.id}, make.token(user))
    row = stored(api, profile)
    assert body == payload(shown(row), [])
    assert (row.is_active, row.deactivated_at, row.is_public) == (True, None, is_public)
    assert row.updated_at > THEN


def test_a_restored_profile_is_seen_again_with_all_that_belongs_to_it(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user(), **HIDDEN)
    make.contact(profile, value="ada@example.com")
    make.contact(profile, value="removed@example.com", is_active=False)
    make.job(profile, title="Tutor")
    viewer = make.token(make.user())
    assert api.data(READ, {"id": profile.id}, viewer) == {"profile": None}
    api.data(RESTORE, {"id": profile.id}, make.token(user))
    assert api.data(READ, {"id": profile.id}, viewer) == {
        "profile": {
            "firstName": "Ada",
            "contacts": [{"value": "ada@example.com"}],
            "jobs": [{"title": "Tutor"}],
        }
    }


def test_an_active_profile_stays_as_it_is(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    for token in (make.token(user), make.token(make.admin())):
        body = api.execute(RESTORE, {"id": profile.id}, token)
        assert body == payload(shown(profile), [])
    assert stored(api, profile).updated_at == profile.updated_at


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user(), **{**HIDDEN, "updated_at": FUTURE})
    body = api.execute(RESTORE, {"id": profile.id}, make.token(user))
    assert body == payload(shown(profile, updatedAt="2999-01-01T00:00:00.001Z"), [])


def test_a_super_admin_restores_any_profile(api: Api, make: Make) -> None:
    profile = make.profile(is_public=False, **HIDDEN)
    body = api.execute(RESTORE, {"id": profile.id}, make.token(make.admin()))
    assert body == payload(shown(stored(api, profile)), [])


def test_somebody_elses_profile_is_as_unknown_as_none(api: Api, make: Make) -> None:
    token, profile = make.token(make.user()), make.profile(**HIDDEN)
    ids = [profile.id, make.profile().id, make.user().id, new_id()]
    bodies = [api.execute(RESTORE, {"id": id}, token) for id in ids]
    message = bodies[-1]["data"]["restoreProfile"]["errors"][0]["message"]
    not_found = {"code": "NOT_FOUND", "message": message, "path": ["id"]}
    assert bodies == [payload(None, [not_found])] * 4
    assert stored(api, profile).is_active is False


def test_fields_of_one_document_see_each_others_writes(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    document = """
    mutation ($id: ID!) {
      a: deactivateProfile(id: $id) { profile { isActive user { profile { isActive } } } }
      b: restoreProfile(id: $id) { profile { isActive user { profile { isActive } } } }
      c: deactivateProfile(id: $id) { profile { isActive user { profile { isActive } } } }
    }
    """
    assert api.execute(document, {"id": profile.id}, make.token(user)) == {
        "data": {
            name: {"profile": {"isActive": active, "user": {"profile": {"isActive": active}}}}
            for name, active in (("a", False), ("b", True), ("c", False))
        }
    }


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    assert api.codes(RESTORE, {"id": "1"}, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    profile = make.profile(**HIDDEN)
    assert api.codes(RESTORE, {"id": profile.id}) == ["UNAUTHENTICATED"]
    assert stored(api, profile).is_active is False
