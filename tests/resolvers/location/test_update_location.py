"""updateLocation: super admins correct a place, but not into another one."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import orm

from db.models import Location
from db.types import format_instant, new_id
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make

UPDATE = """
mutation ($input: UpdateLocationInput!) {
  updateLocation(input: $input) {
    location { id country stateProvince city postalCode }
    errors { code path }
  }
}
"""
CREATE = """
mutation ($input: CreateLocationInput!) { createLocation(input: $input) { location { id } } }
"""
FULL: dict[str, Any] = {
    "country": "Germany",
    "stateProvince": "Saxony",
    "city": "Leipzig",
    "postalCode": "04109",
}
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"updateLocation": {"location": None, "errors": list(errors)}}}


def written(**location: Any) -> dict[str, Any]:
    return {"data": {"updateLocation": {"location": location, "errors": []}}}


def full(make: Make, **values: Any) -> Location:
    """A place as in FULL."""
    parts = {"state_province": "Saxony", "city": "Leipzig", "postal_code": "04109"}
    return make.location(**parts, **values)


def stored(api: Api, location: Location) -> dict[str, Any]:
    """The columns of a location as the database has them."""
    with orm.Session(api.services.database.engine) as session:
        row = session.get_one(Location, location.id)
        return {column.key: getattr(row, column.key) for column in Location.__mapper__.columns}


@pytest.mark.parametrize(
    "changes",
    [
        {"country": "GERMANY"},
        {"city": "Dresden"},
        {"stateProvince": None},
        {"city": None, "postalCode": None},
        {"country": "Peru", "stateProvince": "Lima", "city": "Lima", "postalCode": "15001"},
    ],
)
def test_what_is_present_changes_and_the_rest_stays(
    api: Api, make: Make, changes: dict[str, Any]
) -> None:
    place = full(make)
    token = make.token(make.admin())
    body = api.execute(UPDATE, {"input": {"id": place.id, **changes}}, token)
    assert body == written(id=place.id, **{**FULL, **changes})
    assert stored(api, place)["updated_at"] > place.updated_at
    found = api.data(CREATE, {"input": {**FULL, **changes}}, token)
    assert found == {"createLocation": {"location": {"id": place.id}}}


def test_the_old_name_of_a_place_is_free_again(api: Api, make: Make) -> None:
    place = full(make)
    token = make.token(make.admin())
    api.data(UPDATE, {"input": {"id": place.id, "city": "Dresden"}}, token)
    found = api.data(CREATE, {"input": FULL}, token)
    assert found["createLocation"]["location"]["id"] != place.id


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize(
    ("there", "changes"),
    [
        ({"country": "Peru", "city": None}, {"country": "PERU", "city": None}),
        ({"country": "Germany", "city": "Dresden"}, {"city": "dresden"}),
    ],
)
def test_an_existing_place_is_a_conflict(
    api: Api, make: Make, there: dict[str, Any], changes: dict[str, Any], is_active: bool
) -> None:
    place, _ = make.location(city="Leipzig"), make.location(**there, is_active=is_active)
    before = stored(api, place)
    values = {"id": place.id, **changes}
    body = api.execute(UPDATE, {"input": values}, make.token(make.admin()))
    assert body == refused(error("CONFLICT"))
    assert stored(api, place) == before


def test_of_five_places_that_become_one_at_once_one_does(api: Api, make: Make) -> None:
    places = [make.location() for _ in range(5)]
    token = make.token(make.admin())
    inputs = [{"id": place.id, "city": "Leipzig"} for place in places]
    bodies = api.together([api.post(UPDATE, {"input": values}, token) for values in inputs])
    assert bodies.count(refused(error("CONFLICT"))) == 4
    assert [stored(api, place)["city"] for place in places].count("Leipzig") == 1


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"country": None}, ["country"]),
        ({"country": " "}, ["country"]),
        ({"city": "x" * 101}, ["city"]),
        ({"city": "\0"}, ["city"]),
        ({"postalCode": "1" * 21}, ["postalCode"]),
        ({"country": None, "stateProvince": "x" * 101}, ["country", "stateProvince"]),
    ],
)
def test_an_unusable_change_is_refused(
    api: Api, make: Make, changes: dict[str, Any], paths: list[str]
) -> None:
    place = full(make)
    before = stored(api, place)
    values = {"id": place.id, **changes}
    body = api.execute(UPDATE, {"input": values}, make.token(make.admin()))
    assert body == refused(*(error("VALIDATION", path) for path in paths))
    assert stored(api, place) == before


def test_a_stale_update_is_a_conflict_and_writes_nothing(api: Api, make: Make) -> None:
    place = full(make)
    before = stored(api, place)
    stale = format_instant(place.updated_at - dt.timedelta(milliseconds=1))
    values = {"id": place.id, "city": "Dresden", "expectedUpdatedAt": stale}
    body = api.execute(UPDATE, {"input": values}, make.token(make.admin()))
    assert body == refused(error("CONFLICT", "expectedUpdatedAt"))
    assert stored(api, place) == before


def test_a_current_update_is_written(api: Api, make: Make) -> None:
    place = full(make)
    current = format_instant(place.updated_at)
    values = {"id": place.id, "city": "Dresden", "expectedUpdatedAt": current}
    body = api.execute(UPDATE, {"input": values}, make.token(make.admin()))
    assert body == written(id=place.id, **{**FULL, "city": "Dresden"})


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    place = full(make, updated_at=FUTURE)
    values = {"id": place.id, "city": "Dresden"}
    api.data(UPDATE, {"input": values}, make.token(make.admin()))
    assert stored(api, place)["updated_at"] == FUTURE + dt.timedelta(milliseconds=1)


def test_an_unknown_place_is_not_found(api: Api, make: Make) -> None:
    for id in (new_id(), make.profile().id):
        values = {"id": id, "city": "Dresden"}
        body = api.execute(UPDATE, {"input": values}, make.token(make.admin()))
        assert body == refused(error("NOT_FOUND", "id"))


def test_ordinary_users_are_forbidden_and_anonymous_viewers_refused(api: Api, make: Make) -> None:
    place = full(make)
    before = stored(api, place)
    user = make.user()
    make.profile(user, location_id=place.id)
    for id in (place.id, new_id(), "1"):
        values = {"id": id, "city": "Dresden"}
        assert api.codes(UPDATE, {"input": values}, make.token(user)) == ["FORBIDDEN"]
        assert api.codes(UPDATE, {"input": values}) == ["UNAUTHENTICATED"]
    assert stored(api, place) == before


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    values = {"id": "1", "city": "Dresden"}
    assert api.codes(UPDATE, {"input": values}, make.token(make.admin())) == ["BAD_USER_INPUT"]
