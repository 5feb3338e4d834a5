"""createProfile: where a part of it cannot be used, nothing is created."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Location
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

BACKWARDS = {**NEW, "endDate": "2020-01-01"}


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"profilePictureUrl": "javascript:alert(1)"}, [error("VALIDATION", "profilePictureUrl")]),
        (
            {"contacts": [EMAIL, {**PHONE, "isPrimary": True}]},
            [error("VALIDATION", "contacts", "1", "isPrimary")],
        ),
        (
            {"contacts": [PHONE, {"type": "EMail", "value": "ada"}]},
            [error("VALIDATION", "contacts", "1", "value")],
        ),
        ({"jobs": [NEW, OLD, BACKWARDS]}, [error("VALIDATION", "jobs", "2", "endDate")]),
        ({"contacts": TOO_MANY_CONTACTS}, [error("LIMIT_REACHED", "contacts")]),
        ({"contacts": [EMAIL], "jobs": [NEW] * 101}, [error("LIMIT_REACHED", "jobs")]),
    ],
)
def test_a_part_that_fails_leaves_nothing(
    api: Api, make: Make, values: dict[str, Any], errors: list[dict[str, Any]]
) -> None:
    body = api.execute(CREATE, {"input": {"location": PLACE, **values}}, make.token(make.user()))
    assert body == refused(*errors)
    assert stored(api) == storing()


def test_a_part_that_fails_leaves_a_deactivated_location_as_it_was(api: Api, make: Make) -> None:
    make.location(country="Peru", city="Lima", is_active=False)
    values = {"location": {"country": "Peru", "city": "Lima"}, "contacts": TOO_MANY_CONTACTS}
    body = api.execute(CREATE, {"input": values}, make.token(make.admin()))
    assert body == refused(error("LIMIT_REACHED", "contacts"))
    with api.services.database.engine.connect() as connection:
        assert connection.scalars(select(Location.is_active)).all() == [False]


def test_all_problems_are_reported_at_once(api: Api, make: Make) -> None:
    values = {
        "firstName": "x" * 500,
        "lastName": "\0",
        "dateOfBirth": (dt.datetime.now(dt.UTC) + dt.timedelta(1)).date().isoformat(),
        "location": {"country": "", "postalCode": "1" * 21},
        "contacts": [EMAIL, {"type": "", "value": "\0", "isPrimary": True}, {**EMAIL}],
        "jobs": [{"title": "x" * 151, "company": "\t"}, BACKWARDS],
    }
    body = api.execute(CREATE, {"input": values}, make.token(make.user()))
    assert body == refused(
        error("VALIDATION", "firstName"),
        error("VALIDATION", "lastName"),
        error("VALIDATION", "dateOfBirth"),
        error("VALIDATION", "location", "country"),
        error("VALIDATION", "location", "postalCode"),
        error("VALIDATION", "contacts", "1", "type"),
        error("VALIDATION", "contacts", "1", "value"),
        error("VALIDATION", "contacts", "1", "isPrimary"),
        error("VALIDATION", "contacts", "2", "isPrimary"),
        error("VALIDATION", "jobs", "0", "title"),
        error("VALIDATION", "jobs", "0", "company"),
        error("VALIDATION", "jobs", "1", "endDate"),
    )
    assert stored(api) == storing()


def test_a_location_and_the_id_of_one_are_too_much(api: Api, make: Make) -> None:
    values = {"locationId": make.location().id, "location": PLACE}
    body = api.execute(CREATE, {"input": values}, make.token(make.user()))
    assert body == refused(error("VALIDATION", "location"))
    assert stored(api) == storing(locations=1)


def test_an_inactive_location_is_as_unknown_as_none(api: Api, make: Make) -> None:
    for id in (make.location(is_active=False).id, make.profile().id, new_id()):
        for token in (make.token(make.user()), make.token(make.admin())):
            body = api.execute(CREATE, {"input": {"locationId": id}}, token)
            assert body == refused(error("NOT_FOUND", "locationId"))
    assert stored(api) == storing(profiles=1, locations=1)


def test_a_lone_surrogate_is_refused(api: Api, make: Make) -> None:
    headers = {
        "Authorization": f"Bearer {make.token(make.user())}",
        "Content-Type": "application/json",
    }
    query = (
        "mutation ($name: String) { createProfile(input: {firstName: $name}) { errors { code } } }"
    )
    content = f'{{"query": "{query}", "variables": {{"name": "\\ud800"}}}}'
    response = api.request("POST", "/graphql", content=content, headers=headers)
    assert response.json()["data"]["createProfile"] == {"errors": [{"code": "VALIDATION"}]}
    literal = r'mutation { createProfile(input: {firstName: "\ud800"}) { errors { code } } }'
    assert api.codes(literal, token=make.token(make.user())) == ["GRAPHQL_PARSE_FAILED"]
    assert stored(api) == storing()


@pytest.mark.parametrize(
    "values",
    [
        {"userId": "1"},
        {"locationId": "not an id"},
        {"isPublic": None},
        {"gender": "UNKNOWN"},
        {"dateOfBirth": "10.12.1815"},
        {"contacts": [None]},
        {"jobs": [{"title": "Analyst"}]},
    ],
)
def test_what_is_not_of_the_type_is_bad_input(api: Api, make: Make, values: dict[str, Any]) -> None:
    assert api.codes(CREATE, {"input": values}, make.token(make.user())) == ["BAD_USER_INPUT"]
    assert stored(api) == storing()
