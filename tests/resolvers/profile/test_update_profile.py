"""updateProfile: what is present changes, and nothing changes that somebody else changed first."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Gender, Location, Profile, User
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make

UPDATE = """
mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    profile {
      id firstName lastName dateOfBirth gender bio profilePictureUrl isPublic allowContact
      location { country stateProvince city postalCode }
    }
    errors { code path }
  }
}
"""
STAMP = """
mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { profile { firstName updatedAt } errors { code path } }
}
"""
REFUSE = """
mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { profile { id } errors { code message path } }
}
"""
MANY = """
mutation ($id: ID!, $place: CreateLocationInput!) {
  name: updateProfile(input: {id: $id, firstName: "Grace"}) {
    profile { firstName location { city } }
  }
  place: updateProfile(input: {id: $id, location: $place}) {
    profile { firstName location { city profiles { nodes { firstName } } } }
  }
  bad: updateProfile(input: {id: $id, firstName: " "}) { profile { id } errors { code path } }
  worse: updateProfile(input: {id: "1", firstName: "Joan"}) { profile { id } }
  move: updateProfile(input: {id: $id, lastName: "Hopper", location: null}) {
    profile { firstName lastName location { city } user { profile { lastName } } }
  }
}
"""
FULL: dict[str, Any] = {
    "firstName": "Ada",
    "lastName": "Lovelace",
    "dateOfBirth": "1815-12-10",
    "gender": "FEMALE",
    "bio": "The first programmer.",
    "profilePictureUrl": "https://example.com/ada.png",
    "isPublic": False,
    "allowContact": False,
    "location": {"country": "Peru", "stateProvince": None, "city": "Lima", "postalCode": None},
}
TOMORROW = (dt.datetime.now(dt.UTC) + dt.timedelta(1)).date().isoformat()
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def error(code: str, *path: str) -> dict[str, Any]:
    return {"code": code, "path": list(path)}


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"updateProfile": {"profile": None, "errors": list(errors)}}}


def written(**profile: Any) -> dict[str, Any]:
    return {"data": {"updateProfile": {"profile": profile, "errors": []}}}


def stored(api: Api, profile: Profile) -> dict[str, Any]:
    """The columns of a profile as the database has them."""
    with Session(api.services.database.engine) as session:
        row = session.get_one(Profile, profile.id)
        return {column.key: getattr(row, column.key) for column in Profile.__mapper__.columns}


def places(api: Api) -> int:
    with api.services.database.engine.connect() as connection:
        return connection.scalar(select(func.count(Location.id))) or 0


def full(make: Make, user: User) -> Profile:
    """A profile as in FULL."""
    return make.profile(
        user,
        last_name="Lovelace",
        date_of_birth=dt.date(1815, 12, 10),
        gender=Gender.FEMALE,
        bio="The first programmer.",
        profile_picture_url="https://example.com/ada.png",
        is_public=False,
        allow_contact=False,
        location_id=make.location(country="Peru", city="Lima").id,
    )


def test_every_field_changes(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    body = api.execute(UPDATE, {"input": {"id": profile.id, **FULL}}, make.token(user))
    assert body == written(id=profile.id, **FULL)
    row = stored(api, profile)
    assert (row["date_of_birth"], row["gender"]) == (dt.date(1815, 12, 10), Gender.FEMALE)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("firstName", "Grace"),
        ("lastName", "Hopper"),
        ("dateOfBirth", "1906-12-09"),
        ("gender", "PREFER_NOT_TO_SAY"),
        ("bio", "Admiral.\nFound a bug."),
        ("profilePictureUrl", "http://example.com/grace.png?size=2"),
        ("isPublic", True),
        ("allowContact", True),
        ("location", {"country": "US", "stateProvince": "NY", "city": "NYC", "postalCode": "1"}),
    ],
)
def test_what_is_left_out_stays(api: Api, make: Make, field: str, value: Any) -> None:
    profile = full(make, user := make.user())
    body = api.execute(UPDATE, {"input": {"id": profile.id, field: value}}, make.token(user))
    assert body == written(id=profile.id, **{**FULL, field: value})


def test_an_update_without_changes_writes_nothing(api: Api, make: Make) -> None:
    profile = full(make, user := make.user())
    before = stored(api, profile)
    body = api.execute(UPDATE, {"input": {"id": profile.id}}, make.token(user))
    assert body == written(id=profile.id, **FULL)
    assert stored(api, profile) == before


@pytest.mark.parametrize(
    "field",
    ["firstName", "lastName", "dateOfBirth", "gender", "bio", "profilePictureUrl", "location"],
)
def test_null_clears_what_may_be_empty(api: Api, make: Make, field: str) -> None:
    profile = full(make, user := make.user())
    body = api.execute(UPDATE, {"input": {"id": profile.id, field: None}}, make.token(user))
    assert body == written(id=profile.id, **{**FULL, field: None})


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


@pytest.mark.parametrize("field", ["isPublic", "allowContact"])
def test_null_is_refused_where_a_value_is_needed(api: Api, make: Make, field: str) -> None:
    profile = make.profile(user := make.user())
    before = stored(api, profile)
    values = {"id": profile.id, "firstName": "Grace", field: None}
    body = api.execute(UPDATE, {"input": values}, make.token(user))
    assert body == refused(error("VALIDATION", field))
    assert stored(api, profile) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("firstName", "x" * 101),
        ("firstName", "x" * 500),
        ("lastName", "x" * 101),
        ("lastName", ""),
        ("bio", " \n\t"),
        ("bio", "a\0b"),
        ("dateOfBirth", TOMORROW),
        ("profilePictureUrl", "javascript:alert(1)"),
        ("profilePictureUrl", "data:text/html,x"),
        ("profilePictureUrl", "//example.com/ada.png"),
        ("profilePictureUrl", "https://example.com/" + "x" * 481),
    ],
)
def test_an_unusable_value_is_refused(api: Api, make: Make, field: str, value: str) -> None:
    profile = make.profile(user := make.user())
    before = stored(api, profile)
    values = {"id": profile.id, "gender": "OTHER", field: value}
    body = api.execute(UPDATE, {"input": values}, make.token(user))
    assert body == refused(error("VALIDATION", field))
    assert stored(api, profile) == before


def test_the_longest_values_are_stored(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    longest = {
        "firstName": "\N{GRINNING FACE}" * 100,
        "lastName": "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}" * 100,
        "profilePictureUrl": "https://example.com/" + "x" * 480,
        "location": {"country": "\u3316" * 100, "stateProvince": None, "city": "\u00df" * 100}
        | {"postalCode": "\ufdfa" * 20},
    }
    body = api.execute(UPDATE, {"input": {"id": profile.id, **longest}}, make.token(user))
    assert body["data"]["updateProfile"]["errors"] == []
    assert longest.items() <= body["data"]["updateProfile"]["profile"].items()


def test_all_problems_are_reported_at_once(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    values = {
        "id": profile.id,
        "firstName": "",
        "isPublic": None,
        "location": {"country": " ", "stateProvince": "x" * 101, "city": "\0", "postalCode": ""},
    }
    body = api.execute(UPDATE, {"input": values}, make.token(user))
    assert body == refused(
        error("VALIDATION", "firstName"),
        error("VALIDATION", "isPublic"),
        error("VALIDATION", "location", "country"),
        error("VALIDATION", "location", "stateProvince"),
        error("VALIDATION", "location", "city"),
        error("VALIDATION", "location", "postalCode"),
    )


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


def test_somebody_elses_profile_is_as_unknown_as_none(api: Api, make: Make) -> None:
    token = make.token(make.user())
    others = [make.profile(), make.profile(is_public=False), make.profile(is_active=False)]
    before = [stored(api, profile) for profile in others]
    bodies = [
        api.execute(REFUSE, {"input": {"id": id, "firstName": "", "locationId": new_id()}}, token)
        for id in [*(profile.id for profile in others), make.user().id, new_id()]
    ]
    message = bodies[-1]["data"]["updateProfile"]["errors"][0]["message"]
    assert bodies == [refused({**error("NOT_FOUND", "id"), "message": message})] * 5
    assert [stored(api, profile) for profile in others] == before


def test_a_super_admin_updates_any_profile(api: Api, make: Make) -> None:
    profile = make.profile(is_public=False, is_active=False)
    values = {"id": profile.id, "firstName": "Grace"}
    body = api.execute(STAMP, {"input": values}, make.token(make.admin()))
    assert body == written(
        firstName="Grace", updatedAt=format_instant(stored(api, profile)["updated_at"])
    )
    assert stored(api, profile)["first_name"] == "Grace"


def test_a_stale_update_is_a_conflict_and_writes_nothing(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    before = stored(api, profile)
    for milliseconds in (-1, 1):
        expected = profile.updated_at + dt.timedelta(milliseconds=milliseconds)
        values = {
            "id": profile.id,
            "firstName": "Grace",
            "location": {"country": "Peru"},
            "expectedUpdatedAt": format_instant(expected),
        }
        body = api.execute(STAMP, {"input": values}, make.token(user))
        assert body == refused(error("CONFLICT", "expectedUpdatedAt"))
    assert stored(api, profile) == before
    assert places(api) == 0


def test_a_current_update_is_written_whatever_the_offset(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    there = dt.timezone(dt.timedelta(hours=-7))
    expected = profile.updated_at.astimezone(there).isoformat(timespec="milliseconds")
    values = {"id": profile.id, "firstName": "Grace", "expectedUpdatedAt": expected}
    data = api.data(STAMP, {"input": values}, make.token(user))["updateProfile"]
    assert data["errors"] == []
    assert stored(api, profile)["first_name"] == "Grace"
    assert stored(api, profile)["updated_at"] > profile.updated_at


def test_without_an_expected_instant_the_last_one_wins(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    values = {"id": profile.id, "firstName": "Grace", "expectedUpdatedAt": None}
    data = api.data(STAMP, {"input": values}, make.token(user))["updateProfile"]
    assert data["errors"] == []


def test_of_ten_updates_that_expect_the_same_one_is_written(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    token, expected = make.token(user), format_instant(profile.updated_at)
    changes = [
        {"id": profile.id, "firstName": f"Ada {n}", "expectedUpdatedAt": expected}
        for n in range(10)
    ]
    bodies = api.together([api.post(STAMP, {"input": change}, token) for change in changes])
    assert bodies.count(refused(error("CONFLICT", "expectedUpdatedAt"))) == 9
    (won,) = [body for body in bodies if not body["data"]["updateProfile"]["errors"]]
    assert won == written(
        firstName=stored(api, profile)["first_name"],
        updatedAt=format_instant(stored(api, profile)["updated_at"]),
    )


def test_every_write_advances_updated_at(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    write = (
        f'updateProfile(input: {{id: "{profile.id}", bio: "same"}}) {{ profile {{ updatedAt }} }}'
    )
    document = "mutation { " + " ".join(f"u{n}: {write}" for n in range(10)) + " }"
    data = api.data(document, token=make.token(user))
    instants = [payload["profile"]["updatedAt"] for payload in data.values()]
    assert instants == sorted(set(instants))
    assert instants[0] > format_instant(profile.updated_at)
    assert instants[-1] == format_instant(stored(api, profile)["updated_at"])


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user(), updated_at=FUTURE)
    values = {"id": profile.id, "firstName": "Grace"}
    body = api.execute(STAMP, {"input": values}, make.token(user))
    assert body == written(firstName="Grace", updatedAt="2999-01-01T00:00:00.001Z")


def test_fields_of_one_document_see_each_others_writes_and_fail_alone(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    variables = {"id": profile.id, "place": {"country": "US", "city": "Arlington"}}
    body = api.execute(MANY, variables, make.token(user))
    assert body["data"] == {
        "name": {"profile": {"firstName": "Grace", "location": None}},
        "place": {
            "profile": {
                "firstName": "Grace",
                "location": {
                    "city": "Arlington",
                    "profiles": {"nodes": [{"firstName": "Grace"}]},
                },
            }
        },
        "bad": {"profile": None, "errors": [error("VALIDATION", "firstName")]},
        "worse": None,
        "move": {
            "profile": {
                "firstName": "Grace",
                "lastName": "Hopper",
                "location": None,
                "user": {"profile": {"lastName": "Hopper"}},
            }
        },
    }
    (worse,) = body["errors"]
    assert (worse["path"], worse["extensions"]["code"]) == (["worse"], "BAD_USER_INPUT")
    row = stored(api, profile)
    assert (row["first_name"], row["last_name"]) == ("Grace", "Hopper")


@pytest.mark.parametrize(
    "values",
    [
        {"id": "1"},
        {"id": None},
        {"id": new_id().replace("-", "")},
        {"id": new_id(), "locationId": "x"},
        {"id": new_id(), "expectedUpdatedAt": "2026-01-31T12:00:00"},
    ],
)
def test_what_is_not_of_the_type_is_bad_input(api: Api, make: Make, values: dict[str, Any]) -> None:
    assert api.codes(UPDATE, {"input": values}, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    profile = make.profile()
    before = stored(api, profile)
    values = {"id": profile.id, "firstName": "Grace"}
    assert api.codes(UPDATE, {"input": values}) == ["UNAUTHENTICATED"]
    assert stored(api, profile) == before
