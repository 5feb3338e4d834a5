"""createProfile: one's profile with its location, contacts and jobs, all of it or nothing."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Contact, Job, Location, Profile
from db.types import new_id
from tests.support.api import Api
from tests.support.make import Make

CREATE = """
mutation ($input: CreateProfileInput!) {
  createProfile(input: $input) {
    profile {
      firstName lastName dateOfBirth gender bio profilePictureUrl
      isPublic allowContact isActive deactivatedAt
      user { id }
      location { country stateProvince city postalCode }
      contacts { type value isPrimary }
      jobs { title company industry startDate endDate }
    }
    errors { code path }
  }
}
"""
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
PLACE: dict[str, Any] = {
    "country": "Germany",
    "stateProvince": "Saxony",
    "city": "Leipzig",
    "postalCode": "04109",
}
EMAIL: dict[str, Any] = {"type": "email", "value": "ada@example.com", "isPrimary": True}
PHONE: dict[str, Any] = {"type": "phone", "value": "+49 341 12345", "isPrimary": False}
NEW = {
    "title": "Analyst",
    "company": "Engines",
    "industry": "Computing",
    "startDate": "2021-02-03",
    "endDate": "2022-03-04",
}
OLD = {
    "title": "Tutor",
    "company": "Home",
    "industry": None,
    "startDate": "2019-01-01",
    "endDate": None,
}
BACKWARDS = {**NEW, "endDate": "2020-01-01"}


def error(code: str, *path: str) -> dict[str, Any]:
    return {"code": code, "path": list(path)}


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"createProfile": {"profile": None, "errors": list(errors)}}}


def stored(api: Api) -> dict[str, int]:
    """How many rows there are of all that the mutation writes."""
    with api.services.database.engine.connect() as connection:
        return {
            entity.__tablename__: connection.scalar(select(func.count(entity.id))) or 0
            for entity in (Profile, Location, Contact, Job)
        }


def storing(profiles: int = 0, locations: int = 0) -> dict[str, int]:
    return {"profiles": profiles, "locations": locations, "contacts": 0, "jobs": 0}


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
    body = api.execute(CREATE, {"input": {"location": PLACE}}, make.token(user))
    assert body == refused(error("PROFILE_EXISTS", "userId"))
    body = api.execute(CREATE, {"input": {"userId": profile.user_id}}, make.token(make.admin()))
    assert body == refused(error("PROFILE_EXISTS", "userId"))
    assert stored(api) == storing(profiles=1)


def test_of_ten_creations_at_once_one_succeeds(api: Api, make: Make) -> None:
    token = make.token(make.user())
    cities: list[dict[str, Any]] = [
        {"location": {**PLACE, "city": f"City {n}"}, "contacts": [EMAIL]} for n in range(10)
    ]
    bodies = api.together([api.post(CREATE, {"input": values}, token) for values in cities])
    assert bodies.count(refused(error("PROFILE_EXISTS", "userId"))) == 9
    assert sum(body["data"]["createProfile"]["errors"] == [] for body in bodies) == 1
    assert stored(api) == {"profiles": 1, "locations": 1, "contacts": 1, "jobs": 0}


TOO_MANY_CONTACTS = [{**PHONE, "isPrimary": n == 7} for n in range(51)]


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
    body = api.execute(CREATE, {"input": values}, make.token(make.user()))
    assert body == refused(error("LIMIT_REACHED", "contacts"))
    with api.services.database.engine.connect() as connection:
        assert connection.scalars(select(Location.is_active)).all() == [False]


def test_as_many_contacts_and_jobs_as_there_may_be_are_created(api: Api, make: Make) -> None:
    values = {"contacts": TOO_MANY_CONTACTS[:50], "jobs": [NEW] * 100}
    api.data(CREATE, {"input": values}, make.token(make.user()))
    assert stored(api) == {"profiles": 1, "locations": 0, "contacts": 50, "jobs": 100}


def test_all_problems_are_reported_at_once(api: Api, make: Make) -> None:
    values = {
        "firstName": "x" * 500,
        "lastName": " ",
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


def test_anonymous_viewers_are_refused(api: Api) -> None:
    assert api.codes(CREATE, {"input": {"location": PLACE}}) == ["UNAUTHENTICATED"]
    assert stored(api) == storing()
