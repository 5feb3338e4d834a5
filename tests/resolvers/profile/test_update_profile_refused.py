"""updateProfile: a value that cannot be used changes nothing."""

import datetime as dt
from typing import Any

import pytest

from db.types import new_id
from tests.resolvers.profile.updates import UPDATE, refused, stored
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make

TOMORROW = (dt.datetime.now(dt.UTC) + dt.timedelta(1)).date().isoformat()


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


def test_all_problems_are_reported_at_once(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    values = {
        "id": profile.id,
        "firstName": "x" * 101,
        "isPublic": None,
        "location": {
            "country": " ",
            "stateProvince": "x" * 101,
            "city": "\0",
            "postalCode": "1" * 21,
        },
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
