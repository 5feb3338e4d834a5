"""setProfileVisibility: shows a profile to everyone, or hides it from all but its owner."""

import datetime as dt
from typing import Any

import pytest

from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored

SET = """
mutation ($id: ID!, $isPublic: Boolean!) {
  setProfileVisibility(id: $id, isPublic: $isPublic) {
    profile { id isPublic updatedAt }
    errors { code message path }
  }
}
"""
READ = "query ($id: ID!) { profile(id: $id) { firstName isPublic } }"
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def payload(profile: Any, errors: list[Any]) -> dict[str, Any]:
    return {"data": {"setProfileVisibility": {"profile": profile, "errors": errors}}}


@pytest.mark.parametrize("is_public", [True, False])
def test_the_owner_shows_and_hides(api: Api, make: Make, is_public: bool) -> None:
    profile = make.profile(user := make.user(), is_public=not is_public)
    body = api.execute(SET, {"id": profile.id, "isPublic": is_public}, make.token(user))
    row = stored(api, profile)
    instant = format_instant(row.updated_at)
    assert body == payload({"id": profile.id, "isPublic": is_public, "updatedAt": instant}, [])
    assert row.is_public is is_public
    assert row.updated_at > profile.updated_at
    seen = {"firstName": "Ada", "isPublic": None} if is_public else None
    assert api.execute(READ, {"id": profile.id}) == {"data": {"profile": seen}}
    assert api.execute(READ, {"id": profile.id}, make.token(make.user())) == {
        "data": {"profile": seen}
    }


@pytest.mark.parametrize("is_public", [True, False])
def test_the_same_again_changes_nothing(api: Api, make: Make, is_public: bool) -> None:
    profile = make.profile(user := make.user(), is_public=is_public)
    body = api.execute(SET, {"id": profile.id, "isPublic": is_public}, make.token(user))
    instant = format_instant(profile.updated_at)
    assert body == payload({"id": profile.id, "isPublic": is_public, "updatedAt": instant}, [])
    assert stored(api, profile).updated_at == profile.updated_at


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user(), updated_at=FUTURE)
    body = api.execute(SET, {"id": profile.id, "isPublic": False}, make.token(user))
    instant = "2999-01-01T00:00:00.001Z"
    assert body == payload({"id": profile.id, "isPublic": False, "updatedAt": instant}, [])


def test_a_super_admin_hides_any_profile(api: Api, make: Make) -> None:
    profile = make.profile()
    data = api.data(SET, {"id": profile.id, "isPublic": False}, make.token(make.admin()))
    assert data["setProfileVisibility"]["profile"]["isPublic"] is False
    assert stored(api, profile).is_public is False


def test_somebody_elses_profile_is_as_unknown_as_none(api: Api, make: Make) -> None:
    token, profile = make.token(make.user()), make.profile()
    ids = [profile.id, make.profile(is_public=False).id, make.user().id, new_id()]
    bodies = [api.execute(SET, {"id": id, "isPublic": False}, token) for id in ids]
    message = bodies[-1]["data"]["setProfileVisibility"]["errors"][0]["message"]
    not_found = {"code": "NOT_FOUND", "message": message, "path": ["id"]}
    assert bodies == [payload(None, [not_found])] * 4
    assert stored(api, profile).is_public is True


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    variables = {"id": "1", "isPublic": False}
    assert api.codes(SET, variables, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    profile = make.profile()
    assert api.codes(SET, {"id": profile.id, "isPublic": False}) == ["UNAUTHENTICATED"]
    assert stored(api, profile).is_public is True
