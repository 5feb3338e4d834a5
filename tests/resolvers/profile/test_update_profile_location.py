"""updateProfile: a location is found, created, chosen by its id or cleared."""

from db.types import new_id
from tests.resolvers.profile.updates import (
    FULL,
    UPDATE,
    full,
    places,
    refused,
    stored,
    written,
)
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make


def test_a_null_id_clears_the_location_too(api: Api, make: Make) -> None:
    profile = full(make, user := make.user())
    values = {"id": profile.id, "locationId": None}
    body = api.execute(UPDATE, {"input": values}, make.token(user))
    assert body == written(id=profile.id, **{**FULL, "location": None})


def test_a_location_is_chosen_by_its_id(api: Api, make: Make) -> None:
    profile = full(make, user := make.user())
    there = make.location(country="Chile", city="Arica")
    values = {"id": profile.id, "locationId": there.id, "location": None}
    body = api.execute(UPDATE, {"input": values}, make.token(user))
    place = {"country": "Chile", "stateProvince": None, "city": "Arica", "postalCode": None}
    assert body == written(id=profile.id, **{**FULL, "location": place})


def test_a_location_is_found_rather_than_created_again(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    there = make.location(country="Chile", city="Arica")
    values = {"id": profile.id, "location": {"country": "chile", "city": "ARICA"}}
    api.data(UPDATE, {"input": values}, make.token(user))
    assert stored(api, profile)["location_id"] == there.id
    assert places(api) == 1


def test_a_location_and_the_id_of_one_are_too_much(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    there = make.location().id
    values = {"id": profile.id, "locationId": there, "location": {"country": "Peru"}}
    body = api.execute(UPDATE, {"input": values}, make.token(user))
    assert body == refused(error("VALIDATION", "location"))
    assert places(api) == 1


def test_an_inactive_location_is_as_unknown_as_none(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    before = stored(api, profile)
    for id in (make.location(is_active=False).id, profile.id, new_id()):
        values = {"id": profile.id, "firstName": "Grace", "locationId": id}
        for token in (make.token(user), make.token(make.admin())):
            body = api.execute(UPDATE, {"input": values}, token)
            assert body == refused(error("NOT_FOUND", "locationId"))
    assert stored(api, profile) == before
