"""updateProfile: nothing changes that somebody else changed first."""

import datetime as dt

from db.types import format_instant
from tests.resolvers.profile.updates import STAMP, places, refused, stored, written
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make

FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


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
