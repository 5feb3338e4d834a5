"""createLocation: each place exists once, whoever names it and however they spell it."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import orm, select

from db.models import Location, User
from db.types import format_instant
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import everything, trail

CREATE = """
mutation ($input: CreateLocationInput!) {
  createLocation(input: $input) {
    location {
      id country stateProvince city postalCode isActive createdAt updatedAt deactivatedAt
    }
    errors { code path }
  }
}
"""
PLACE = {"country": "Germany", "stateProvince": "Saxony", "city": "Leipzig", "postalCode": "D-1"}
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"createLocation": {"location": None, "errors": list(errors)}}}


def written(row: Location) -> dict[str, Any]:
    """The payload that returns `row`."""
    location = {
        "id": row.id,
        "country": row.country,
        "stateProvince": row.state_province,
        "city": row.city,
        "postalCode": row.postal_code,
        "isActive": row.is_active,
        "createdAt": format_instant(row.created_at),
        "updatedAt": format_instant(row.updated_at),
        "deactivatedAt": row.deactivated_at and format_instant(row.deactivated_at),
    }
    return {"data": {"createLocation": {"location": location, "errors": []}}}


def stored(api: Api) -> list[Location]:
    with orm.Session(api.services.database.engine) as session:
        return list(session.scalars(select(Location).order_by(Location.created_at, Location.id)))


@pytest.mark.parametrize(
    "values",
    [
        PLACE,
        {"country": "Germany"},
        {"country": "Germany", "stateProvince": None, "city": "Leipzig", "postalCode": None},
        {"country": "x" * 100, "stateProvince": "\N{GRINNING FACE}" * 100, "city": "\ufdfa" * 100},
    ],
)
def test_a_new_place_is_created(api: Api, make: Make, values: dict[str, Any]) -> None:
    body = api.execute(CREATE, {"input": values}, make.token(make.user()))
    (row,) = stored(api)
    assert body == written(row)
    parts = (row.country, row.state_province, row.city, row.postal_code)
    assert parts == tuple(values.get(part) for part in PLACE)
    assert (row.is_active, row.deactivated_at) == (True, None)
    assert row.created_at == row.updated_at


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (PLACE, {part: text.upper() for part, text in PLACE.items()}),
        (PLACE, {part: text.lower() for part, text in PLACE.items()}),
        ({"country": "Peru"}, {"country": "PERU", "city": None}),
        ({"country": "Peru", "postalCode": "1"}, {"country": "peru", "postalCode": "1"}),
        ({"country": "Gro\u00dfbritannien"}, {"country": "GROSSBRITANNIEN"}),
        ({"country": "C\u00f4te d\u2019Ivoire"}, {"country": "Co\u0302te d\u2019Ivoire"}),
        ({"country": "\uff30\uff45\uff52\uff55"}, {"country": "Peru"}),
    ],
)
def test_a_place_is_found_however_it_is_spelled(
    api: Api, make: Make, first: dict[str, Any], again: dict[str, Any]
) -> None:
    created = api.execute(CREATE, {"input": first}, make.token(make.user()))
    assert api.execute(CREATE, {"input": again}, make.token(make.user())) == created
    (row,) = stored(api)
    assert created == written(row)


@pytest.mark.parametrize(
    "places",
    [
        [{"country": "Peru"}, {"country": "Peru", "city": "Lima"}],
        [{"country": "Peru", "city": "Lima"}, {"country": "Peru", "stateProvince": "Lima"}],
        [{"country": "Peru", "city": "1"}, {"country": "Peru", "postalCode": "1"}],
        [{"country": "Peru\x1fLima"}, {"country": "Peru", "stateProvince": "Lima\x1f"}],
    ],
)
def test_different_places_stay_apart(api: Api, make: Make, places: list[dict[str, Any]]) -> None:
    token = make.token(make.user())
    bodies = [api.execute(CREATE, {"input": place}, token) for place in places]
    assert bodies == [written(row) for row in stored(api)]
    assert len(stored(api)) == 2


def test_twenty_creations_of_one_place_at_once_give_one(api: Api, make: Make) -> None:
    tokens = [make.token(make.user()) for _ in range(4)]
    spellings = [PLACE, {part: text.upper() for part, text in PLACE.items()}]
    bodies = api.together(
        [api.post(CREATE, {"input": spellings[n % 2]}, tokens[n % 4]) for n in range(20)]
    )
    (row,) = stored(api)
    assert bodies == [written(row)] * 20


def test_a_new_place_leaves_an_event_and_a_found_one_does_not(api: Api, make: Make) -> None:
    user = make.user()
    for token in (make.token(user), make.token(make.user())):
        api.execute(CREATE, {"input": PLACE}, token)
    (row,) = stored(api)
    assert trail(api) == [("LOCATION_CREATED", user.id, row.id, None)]


def test_a_deactivated_place_comes_back_for_a_super_admin_and_the_trail_says_so(
    api: Api, make: Make
) -> None:
    then = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    hidden = {"is_active": False, "updated_at": then, "deactivated_at": then}
    place, admin = make.location(country="Peru", city="Lima", **hidden), make.admin()
    values = {"country": "peru", "city": "lima"}
    body = api.execute(CREATE, {"input": values}, make.token(admin))
    (row,) = stored(api)
    assert body == written(row)
    assert (row.id, row.country, row.is_active) == (place.id, "Peru", True)
    assert row.deactivated_at is None
    assert row.updated_at > then
    restored, offered = "LOCATION_RESTORED", "LOCATION_OFFERED"
    assert trail(api) == [(action, admin.id, place.id, None) for action in (restored, offered)]


def test_a_deactivated_place_comes_back_once(api: Api, make: Make) -> None:
    place = make.location(country="Peru", city="Lima", is_active=False, updated_at=FUTURE)
    admin = make.admin()
    token, values = make.token(admin), {"country": "Peru", "city": "Lima"}
    bodies = api.together([api.post(CREATE, {"input": values}, token) for _ in range(10)])
    (row,) = stored(api)
    assert bodies == [written(row)] * 10
    assert row.updated_at == FUTURE + dt.timedelta(milliseconds=1)
    restored, offered = "LOCATION_RESTORED", "LOCATION_OFFERED"
    assert trail(api) == [(action, admin.id, place.id, None) for action in (restored, offered)]


CREATE_PROFILE = """
mutation ($input: CreateProfileInput!) {
  done: createProfile(input: $input) { profile { id } errors { code path } }
}
"""
UPDATE_PROFILE = """
mutation ($input: UpdateProfileInput!) {
  done: updateProfile(input: $input) { profile { id } errors { code path } }
}
"""


def naming(make: Make, route: str, user: User) -> tuple[str, dict[str, Any], list[str]]:
    """A document that names a place in full, its input, and the path of the place in it."""
    place = {"country": "peru", "city": "LIMA"}
    match route:
        case "createLocation":
            return CREATE, place, []
        case "createProfile":
            return CREATE_PROFILE, {"userId": user.id, "location": place}, ["location"]
    profile = make.profile(user, is_active=route != "an inactive profile")
    return UPDATE_PROFILE, {"id": profile.id, "location": place}, ["location"]


ROUTES = ["createLocation", "createProfile", "updateProfile", "an inactive profile"]


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_else_undoes_what_a_super_admin_took_away(api: Api, make: Make, route: str) -> None:
    place, user = make.location(country="Peru", city="Lima", is_active=False), make.user()
    document, values, path = naming(make, route, user)
    token = make.token(user)
    before = everything(api)
    (payload,) = api.data(document, {"input": values}, token).values()
    assert payload["errors"] == [error("CONFLICT", *path)]
    assert everything(api) == before
    admin = make.admin()
    (payload,) = api.data(document, {"input": values}, make.token(admin)).values()
    assert payload["errors"] == []
    (row,) = stored(api)
    assert (row.id, row.is_active) == (place.id, True)
    assert ("LOCATION_RESTORED", admin.id, place.id, None) in trail(api)


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        ({"country": ""}, ["country"]),
        ({"country": "x" * 101}, ["country"]),
        ({"country": "a\0"}, ["country"]),
        ({"country": "Peru", "city": "a\0"}, ["city"]),
        ({"country": "Peru", "postalCode": "1" * 21}, ["postalCode"]),
        (
            {"country": " ", "stateProvince": "x" * 500, "city": "\0", "postalCode": "1" * 21},
            ["country", "stateProvince", "city", "postalCode"],
        ),
    ],
)
def test_an_unusable_value_is_refused(
    api: Api, make: Make, values: dict[str, Any], paths: list[str]
) -> None:
    body = api.execute(CREATE, {"input": values}, make.token(make.user()))
    assert body == refused(*(error("VALIDATION", path) for path in paths))
    assert stored(api) == []


def test_fields_of_one_document_see_each_others_writes_and_fail_alone(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user(is_super_admin=True))
    place = make.location(country="Peru", city="Lima")
    document = """
    mutation ($profile: ID!, $place: ID!) {
      a: updateProfile(input: {id: $profile, locationId: $place}) {
        profile { location { country } }
      }
      b: deactivateLocation(id: $place) { errors { code } }
      c: updateLocation(input: {id: $place, country: "Chile"}) {
        location { country profiles { nodes { location { country } } } }
      }
      d: updateProfile(input: {id: $profile, locationId: null}) {
        profile { location { country } }
      }
      e: deactivateLocation(id: $place) { location { isActive profiles { totalCount } } }
      f: createLocation(input: {country: "Chile", city: "Lima"}) { location { id isActive } }
      g: createLocation(input: {country: "Peru", city: "Lima"}) { location { isActive } }
    }
    """
    variables = {"profile": profile.id, "place": place.id}
    chile, peru = {"country": "Chile"}, {"country": "Peru"}
    assert api.execute(document, variables, make.token(user)) == {
        "data": {
            "a": {"profile": {"location": peru}},
            "b": {"errors": [{"code": "IN_USE"}]},
            "c": {"location": {**chile, "profiles": {"nodes": [{"location": chile}]}}},
            "d": {"profile": {"location": None}},
            "e": {"location": {"isActive": False, "profiles": {"totalCount": 0}}},
            "f": {"location": {"id": place.id, "isActive": True}},
            "g": {"location": {"isActive": True}},
        }
    }
    assert [row.country for row in stored(api)] == ["Chile", "Peru"]


def test_anonymous_viewers_are_refused(api: Api) -> None:
    assert api.codes(CREATE, {"input": PLACE}) == ["UNAUTHENTICATED"]
    assert stored(api) == []
