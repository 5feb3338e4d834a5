"""deactivateLocation: super admins hide a place where no active profile is."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Location, Profile
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored

DEACTIVATE = """
mutation ($id: ID!) {
  deactivateLocation(id: $id) {
    location { id city isActive deactivatedAt updatedAt }
    errors { code path }
  }
}
"""
CREATE_PROFILE = """
mutation ($input: CreateProfileInput!) { createProfile(input: $input) { errors { code path } } }
"""
READ = "query ($id: ID!) { location(id: $id) { isActive } }"
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def refused(code: str) -> dict[str, Any]:
    errors = [{"code": code, "path": ["id"]}]
    return {"data": {"deactivateLocation": {"location": None, "errors": errors}}}


def written(row: Location) -> dict[str, Any]:
    """The payload with `row`, deactivated when it was last updated."""
    instant = format_instant(row.updated_at)
    location = {
        "id": row.id,
        "city": row.city,
        "isActive": False,
        "deactivatedAt": instant,
        "updatedAt": instant,
    }
    return {"data": {"deactivateLocation": {"location": location, "errors": []}}}


def test_a_super_admin_deactivates_a_place_that_nobody_is_at(api: Api, make: Make) -> None:
    place, token = make.location(), make.token(make.admin())
    make.profile(location_id=make.location().id)
    body = api.execute(DEACTIVATE, {"id": place.id}, token)
    row = stored(api, place)
    assert body == written(row)
    assert row.is_active is False
    assert row.deactivated_at == row.updated_at > place.updated_at
    assert api.data(READ, {"id": place.id}, make.token(make.user())) == {"location": None}
    assert api.data(READ, {"id": place.id}, token) == {"location": {"isActive": False}}


@pytest.mark.parametrize("values", [{}, {"is_public": False}])
def test_a_place_where_an_active_profile_is_is_in_use(
    api: Api, make: Make, values: dict[str, Any]
) -> None:
    place = make.location()
    make.profile(location_id=place.id, **values)
    body = api.execute(DEACTIVATE, {"id": place.id}, make.token(make.admin()))
    assert body == refused("IN_USE")
    assert stored(api, place).is_active is True
    assert stored(api, place).updated_at == place.updated_at


def test_a_deactivated_profile_does_not_hold_a_place(api: Api, make: Make) -> None:
    place = make.location()
    make.profile(location_id=place.id, is_active=False)
    body = api.execute(DEACTIVATE, {"id": place.id}, make.token(make.admin()))
    assert body == written(stored(api, place))


def test_a_second_time_changes_nothing(api: Api, make: Make) -> None:
    place, token = make.location(), make.token(make.admin())
    first = api.execute(DEACTIVATE, {"id": place.id}, token)
    assert api.execute(DEACTIVATE, {"id": place.id}, token) == first
    assert first == written(stored(api, place))


def test_a_second_time_changes_nothing_even_if_a_profile_there_came_back(
    api: Api, make: Make
) -> None:
    then = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    place = make.location(is_active=False, deactivated_at=then, updated_at=then)
    make.profile(location_id=place.id)
    body = api.execute(DEACTIVATE, {"id": place.id}, make.token(make.admin()))
    assert body == written(place)


def test_nobody_moves_to_a_place_while_it_is_deactivated(api: Api, make: Make) -> None:
    for _ in range(5):
        place, admin = make.location(), make.token(make.admin())
        tokens = [make.token(make.user()) for _ in range(4)]
        move = {"input": {"locationId": place.id}}
        requests = [api.post(CREATE_PROFILE, move, token) for token in tokens]
        requests.insert(2, api.post(DEACTIVATE, {"id": place.id}, admin))
        bodies = api.together(requests)
        assert [body for body in bodies if "errors" in body] == []
        there = select(func.count(Profile.id)).where(Profile.location_id == place.id)
        with api.services.database.engine.connect() as connection:
            profiles = connection.scalar(there)
        if stored(api, place).is_active:
            assert bodies[2] == refused("IN_USE")
        else:
            assert profiles == 0


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    place = make.location(updated_at=FUTURE)
    api.data(DEACTIVATE, {"id": place.id}, make.token(make.admin()))
    row = stored(api, place)
    assert row.updated_at == row.deactivated_at == FUTURE + dt.timedelta(milliseconds=1)


def test_an_unknown_place_is_not_found(api: Api, make: Make) -> None:
    for id in (new_id(), make.profile().id):
        body = api.execute(DEACTIVATE, {"id": id}, make.token(make.admin()))
        assert body == refused("NOT_FOUND")


def test_ordinary_users_are_forbidden_and_anonymous_viewers_refused(api: Api, make: Make) -> None:
    place, token = make.location(), make.token(make.user())
    for id in (place.id, new_id(), "1"):
        assert api.codes(DEACTIVATE, {"id": id}, token) == ["FORBIDDEN"]
        assert api.codes(DEACTIVATE, {"id": id}) == ["UNAUTHENTICATED"]
    assert stored(api, place).is_active is True


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    assert api.codes(DEACTIVATE, {"id": "1"}, make.token(make.admin())) == ["BAD_USER_INPUT"]
