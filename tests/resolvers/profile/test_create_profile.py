"""createProfile: one's profile with its location, contacts and jobs."""

from typing import Any

import pytest

from db.types import new_id
from tests.resolvers.profile.creation import (
    CREATE,
    EMAIL,
    NEW,
    OLD,
    PHONE,
    PLACE,
    TOO_MANY_CONTACTS,
    refused,
    stored,
    storing,
)
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make

REFUSE = """
mutation ($input: CreateProfileInput!) {
  createProfile(input: $input) { profile { id } errors { code message path } }
}
"""
NOTHING: dict[str, Any] = {
    "firstName": None,
    "lastName": None,
    "dateOfBirth": None,
    "gender": None,
    "bio": None,
    "profilePictureUrl": None,
    "isPublic": True,
    "allowContact": True,
    "isActive": True,
    "deactivatedAt": None,
    "location": None,
    "contacts": [],
    "jobs": [],
}


def test_a_profile_needs_nothing_but_a_user(api: Api, make: Make) -> None:
    user = make.user()
    body = api.execute(CREATE, {"input": {}}, make.token(user))
    profile = {**NOTHING, "user": {"id": user.id}}
    assert body == {"data": {"createProfile": {"profile": profile, "errors": []}}}


def test_a_profile_is_created_with_all_that_belongs_to_it(api: Api, make: Make) -> None:
    user = make.user()
    values = {
        "firstName": "Ada",
        "lastName": "Lovelace",
        "dateOfBirth": "1815-12-10",
        "gender": "FEMALE",
        "bio": "The first programmer.",
        "profilePictureUrl": "https://example.com/ada.png",
        "isPublic": False,
        "allowContact": False,
        "location": PLACE,
        "contacts": [EMAIL, PHONE],
        "jobs": [NEW, OLD],
    }
    body = api.execute(CREATE, {"input": values}, make.token(user))
    profile = {**NOTHING, **values, "user": {"id": user.id}}
    assert body == {"data": {"createProfile": {"profile": profile, "errors": []}}}
    assert stored(api) == {"profiles": 1, "locations": 1, "contacts": 2, "jobs": 2}


def test_explicit_nulls_are_as_good_as_nothing(api: Api, make: Make) -> None:
    user = make.user()
    optional = NOTHING.keys() - {"isPublic", "allowContact", "isActive", "deactivatedAt"}
    values = dict.fromkeys([*optional, "userId", "locationId"])
    body = api.execute(CREATE, {"input": values}, make.token(user))
    profile = {**NOTHING, "user": {"id": user.id}}
    assert body == {"data": {"createProfile": {"profile": profile, "errors": []}}}


def test_the_instants_of_creation_and_of_change_are_the_same(api: Api, make: Make) -> None:
    document = "mutation { createProfile(input: {}) { profile { createdAt updatedAt } } }"
    profile = api.data(document, token=make.token(make.user()))["createProfile"]["profile"]
    assert profile["createdAt"] == profile["updatedAt"]


def test_a_location_is_found_rather_than_created_again(api: Api, make: Make) -> None:
    there = make.location(country="Germany", city="Leipzig")
    document = CREATE.replace("location {", "location { id")
    values = {"location": {"country": "GERMANY", "city": "leipzig"}}
    data = api.data(document, {"input": values}, make.token(make.user()))
    assert data["createProfile"]["profile"]["location"]["id"] == there.id
    assert stored(api) == storing(profiles=1, locations=1)


def test_a_location_is_chosen_by_its_id(api: Api, make: Make) -> None:
    there = make.location(country="Peru", city="Lima")
    data = api.data(CREATE, {"input": {"locationId": there.id}}, make.token(make.user()))
    place = {"country": "Peru", "stateProvince": None, "city": "Lima", "postalCode": None}
    assert data["createProfile"]["profile"]["location"] == place


def test_a_super_admin_creates_a_profile_for_another(api: Api, make: Make) -> None:
    user = make.user()
    data = api.data(CREATE, {"input": {"userId": user.id}}, make.token(make.admin()))
    assert data["createProfile"]["profile"] == {**NOTHING, "user": {"id": user.id}}


def test_a_user_may_name_themselves(api: Api, make: Make) -> None:
    user = make.user()
    data = api.data(CREATE, {"input": {"userId": user.id.upper()}}, make.token(user))
    assert data["createProfile"]["profile"] == {**NOTHING, "user": {"id": user.id}}


def test_another_user_is_as_unknown_as_nobody(api: Api, make: Make) -> None:
    token, another = make.token(make.user()), make.profile(is_public=True).user_id
    bodies = [
        api.execute(REFUSE, {"input": {"userId": id, "location": PLACE}}, token)
        for id in (another, make.user().id, new_id())
    ]
    message = bodies[0]["data"]["createProfile"]["errors"][0]["message"]
    answer = refused({**error("NOT_FOUND", "userId"), "message": message})
    assert bodies == [answer] * 3
    assert stored(api) == storing(profiles=1)


def test_an_unknown_user_is_not_found_by_a_super_admin_either(api: Api, make: Make) -> None:
    body = api.execute(CREATE, {"input": {"userId": new_id()}}, make.token(make.admin()))
    assert body == refused(error("NOT_FOUND", "userId"))


@pytest.mark.parametrize("is_active", [True, False])
def test_a_second_profile_is_refused(api: Api, make: Make, is_active: bool) -> None:
    profile = make.profile(user := make.user(), is_active=is_active)
    for input in ({"location": PLACE}, {"userId": None}):
        body = api.execute(CREATE, {"input": input}, make.token(user))
        assert body == refused(error("PROFILE_EXISTS"))
    body = api.execute(CREATE, {"input": {"userId": profile.user_id}}, make.token(make.admin()))
    assert body == refused(error("PROFILE_EXISTS", "userId"))
    assert stored(api) == storing(profiles=1)


def test_of_ten_creations_at_once_one_succeeds(api: Api, make: Make) -> None:
    token = make.token(make.user())
    cities: list[dict[str, Any]] = [
        {"location": {**PLACE, "city": f"City {n}"}, "contacts": [EMAIL]} for n in range(10)
    ]
    bodies = api.together([api.post(CREATE, {"input": values}, token) for values in cities])
    assert bodies.count(refused(error("PROFILE_EXISTS"))) == 9
    assert sum(body["data"]["createProfile"]["errors"] == [] for body in bodies) == 1
    assert stored(api) == {"profiles": 1, "locations": 1, "contacts": 1, "jobs": 0}


def test_as_many_contacts_and_jobs_as_there_may_be_are_created(api: Api, make: Make) -> None:
    values = {"contacts": TOO_MANY_CONTACTS[:50], "jobs": [NEW] * 100}
    api.data(CREATE, {"input": values}, make.token(make.user()))
    assert stored(api) == {"profiles": 1, "locations": 0, "contacts": 50, "jobs": 100}


def test_anonymous_viewers_are_refused(api: Api) -> None:
    assert api.codes(CREATE, {"input": {"location": PLACE}}) == ["UNAUTHENTICATED"]
    assert stored(api) == storing()
