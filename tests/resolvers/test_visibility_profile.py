"""What of a visible profile each kind of viewer may read."""

import datetime as dt
from typing import Any

import pytest

from db.models import Gender, Location, Profile, User
from db.types import format_instant
from tests.support.api import Api
from tests.support.make import Make
from tests.support.viewers import ADMIN, KINDS, OWNER, token_of

PROFILE = """
query Profile($id: ID!) {
  profile(id: $id) {
    id user { username } firstName lastName gender bio profilePictureUrl createdAt updatedAt
    location { id country stateProvince city }
    dateOfBirth isPublic allowContact isActive deactivatedAt
  }
}
"""
LISTED = "{ profiles { nodes { id dateOfBirth isPublic allowContact isActive deactivatedAt } } }"
MINE = "{ me { profile { id isPublic isActive deactivatedAt } } }"


def everyone_reads(user: User, profile: Profile, location: Location) -> dict[str, Any]:
    return {
        "id": profile.id,
        "user": {"username": user.username},
        "firstName": "Ada",
        "lastName": "Byron",
        "gender": "FEMALE",
        "bio": "Notes on the engine",
        "profilePictureUrl": "https://example.com/ada.png",
        "createdAt": format_instant(profile.created_at),
        "updatedAt": format_instant(profile.updated_at),
        "location": {
            "id": location.id,
            "country": "England",
            "stateProvince": "Greater London",
            "city": "London",
        },
    }


@pytest.mark.parametrize("viewer", KINDS)
def test_birth_date_and_flags_are_for_the_owner_and_super_admins(
    api: Api, make: Make, viewer: str
) -> None:
    location = make.location(country="England", state_province="Greater London", city="London")
    user = make.user()
    profile = make.profile(
        user,
        gender=Gender.FEMALE,
        bio="Notes on the engine",
        profile_picture_url="https://example.com/ada.png",
        date_of_birth=dt.date(1815, 12, 10),
        location_id=location.id,
    )
    closed = {
        "dateOfBirth": "1815-12-10",
        "isPublic": True,
        "allowContact": True,
        "isActive": True,
        "deactivatedAt": None,
    }
    if viewer not in {OWNER, ADMIN}:
        closed = dict.fromkeys(closed)
    assert api.execute(PROFILE, {"id": profile.id}, token_of(make, user, viewer)) == {
        "data": {"profile": {**everyone_reads(user, profile, location), **closed}}
    }


def test_in_one_list_a_viewer_reads_the_flags_of_their_own_profile_alone(
    api: Api, make: Make
) -> None:
    user = make.user()
    others = make.profile(date_of_birth=dt.date(1815, 12, 10))
    own = make.profile(user, date_of_birth=dt.date(1906, 12, 9), is_public=False)
    hidden = dict.fromkeys(["dateOfBirth", "isPublic", "allowContact", "isActive", "deactivatedAt"])
    assert api.execute(LISTED, token=make.token(user)) == {
        "data": {
            "profiles": {
                "nodes": [
                    {
                        "id": own.id,
                        "dateOfBirth": "1906-12-09",
                        "isPublic": False,
                        "allowContact": True,
                        "isActive": True,
                        "deactivatedAt": None,
                    },
                    {"id": others.id, **hidden},
                ]
            }
        }
    }


def test_an_owner_sees_that_and_since_when_their_profile_is_inactive(api: Api, make: Make) -> None:
    user = make.user()
    profile = make.store(make.profile(user).deactivate())
    assert api.execute(MINE, token=make.token(user)) == {
        "data": {
            "me": {
                "profile": {
                    "id": profile.id,
                    "isPublic": True,
                    "isActive": False,
                    "deactivatedAt": format_instant(profile.deactivated_at),
                }
            }
        }
    }
