"""updateProfile: what is present changes, for the owner and for super admins."""

import datetime as dt
from typing import Any

import pytest

from db.models import Gender
from db.types import format_instant, new_id
from tests.resolvers.profile.updates import (
    FULL,
    STAMP,
    UPDATE,
    full,
    refused,
    stored,
    written,
)
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make

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
  bad: updateProfile(input: {id: $id, profilePictureUrl: "x"}) {
    profile { id } errors { code path }
  }
  worse: updateProfile(input: {id: "1", firstName: "Joan"}) { profile { id } }
  move: updateProfile(input: {id: $id, lastName: "Hopper", location: null}) {
    profile { firstName lastName location { city } user { profile { lastName } } }
  }
}
"""


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


def test_somebody_elses_profile_is_as_unknown_as_none(api: Api, make: Make) -> None:
    token = make.token(make.user())
    others = [make.profile(), make.profile(is_public=False), make.profile(is_active=False)]
    before = [stored(api, profile) for profile in others]
    bodies = [
        api.execute(
            REFUSE, {"input": {"id": id, "firstName": "x" * 101, "locationId": new_id()}}, token
        )
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
        "bad": {"profile": None, "errors": [error("VALIDATION", "profilePictureUrl")]},
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


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    profile = make.profile()
    before = stored(api, profile)
    values = {"id": profile.id, "firstName": "Grace"}
    assert api.codes(UPDATE, {"input": values}) == ["UNAUTHENTICATED"]
    assert stored(api, profile) == before
