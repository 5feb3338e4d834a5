"""restoreProfile, where the place of the profile was deactivated meanwhile."""

from typing import Any

import pytest

from db.models import Location, Profile, User
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored, trail

DEACTIVATE = "mutation ($id: ID!) { deactivateProfile(id: $id) { errors { code } } }"
CLOSE = "mutation ($id: ID!) { deactivateLocation(id: $id) { errors { code } } }"
RESTORE = """
mutation ($id: ID!) {
  restoreProfile(id: $id) {
    profile { isActive location { id city isActive } }
    errors { code message path }
  }
}
"""
MOVE = "mutation ($id: ID!) { updateProfile(input: {id: $id, location: null}) { errors { code } } }"
FIND = "query ($id: ID!) { location(id: $id) { city } }"


@pytest.fixture
def place(make: Make) -> Location:
    return make.location(city="Atlantis")


@pytest.fixture
def owner(make: Make) -> User:
    return make.user()


@pytest.fixture
def profile(api: Api, make: Make, owner: User, place: Location) -> Profile:
    """Deactivated before its place was."""
    profile = make.profile(owner, location_id=place.id)
    admin = make.token(make.admin())
    hidden = api.data(DEACTIVATE, {"id": profile.id}, admin)
    assert hidden == {"deactivateProfile": {"errors": []}}
    closed = api.data(CLOSE, {"id": place.id}, admin)
    assert closed == {"deactivateLocation": {"errors": []}}
    assert api.data(FIND, {"id": place.id}) == {"location": None}
    return profile


def restored(location: Any) -> dict[str, Any]:
    return {"restoreProfile": {"profile": {"isActive": True, "location": location}, "errors": []}}


def test_a_place_that_was_taken_away_stays_away_and_the_profile_until_it_has_another(
    api: Api, make: Make, owner: User, profile: Profile, place: Location
) -> None:
    token = make.token(owner)
    payload = api.data(RESTORE, {"id": profile.id}, token)["restoreProfile"]
    assert payload["profile"] is None
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [("CONFLICT", ["id"])]
    assert "give it another one, or none, first" in payload["errors"][0]["message"]
    assert [stored(api, row).is_active for row in (place, profile)] == [False, False]
    moved = api.data(MOVE, {"id": profile.id}, token)
    assert moved == {"updateProfile": {"errors": []}}
    assert api.data(RESTORE, {"id": profile.id}, token) == restored(None)
    assert stored(api, place).is_active is False


def test_for_a_super_admin_the_place_comes_back_with_the_profile(
    api: Api, make: Make, profile: Profile, place: Location
) -> None:
    admin = make.admin()
    body = api.data(RESTORE, {"id": profile.id}, make.token(admin))
    assert body == restored({"id": place.id, "city": "Atlantis", "isActive": True})
    row = stored(api, place)
    assert (row.is_active, row.deactivated_at) == (True, None)
    assert row.updated_at > place.updated_at
    assert api.data(FIND, {"id": place.id}) == {"location": {"city": "Atlantis"}}
    assert trail(api)[-2:] == [
        ("LOCATION_RESTORED", admin.id, place.id, None),
        ("PROFILE_RESTORED", admin.id, profile.id, profile.user_id),
    ]


def test_the_place_of_a_profile_that_is_refused_stays_away(
    api: Api, make: Make, profile: Profile, place: Location
) -> None:
    body = api.data(RESTORE, {"id": profile.id}, make.token(make.user()))
    assert [error["code"] for error in body["restoreProfile"]["errors"]] == ["NOT_FOUND"]
    assert stored(api, place).is_active is False


def test_a_profile_without_a_place_comes_back_without_one(
    api: Api, make: Make, owner: User
) -> None:
    profile = make.profile(owner, is_active=False)
    body = api.data(RESTORE, {"id": profile.id}, make.token(owner))
    assert body == restored(None)


def test_a_place_that_is_there_is_left_as_it_is(
    api: Api, make: Make, owner: User, place: Location
) -> None:
    profile = make.profile(owner, location_id=place.id, is_active=False)
    body = api.data(RESTORE, {"id": profile.id}, make.token(owner))
    assert body == restored({"id": place.id, "city": "Atlantis", "isActive": True})
    assert stored(api, place).updated_at == place.updated_at
