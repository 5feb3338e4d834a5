"""deactivateProfile: hides a profile from all but its owner and super admins."""

import datetime as dt
from typing import Any

from db.models import Profile
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored

DEACTIVATE = """
mutation ($id: ID!) {
  deactivateProfile(id: $id) {
    profile { id firstName isActive deactivatedAt updatedAt location { city } jobs { title } }
    errors { code message path }
  }
}
"""
READ = """
query ($id: ID!, $user: ID!, $job: ID!) {
  profile(id: $id) { id }
  profileByUser(userId: $user) { id }
  node(id: $id) { id }
  user(id: $user) { id }
  job(id: $job) { id }
  profiles { nodes { id } }
}
"""
HIDDEN: dict[str, Any] = {
    "profile": None,
    "profileByUser": None,
    "node": None,
    "user": None,
    "job": None,
    "profiles": {"nodes": []},
}
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def payload(profile: Any, errors: list[Any]) -> dict[str, Any]:
    return {"data": {"deactivateProfile": {"profile": profile, "errors": errors}}}


def shown(profile: Profile, **values: Any) -> dict[str, Any]:
    """The payload's profile, deactivated when it was last updated."""
    instant = format_instant(profile.updated_at)
    return {
        "id": profile.id,
        "firstName": "Ada",
        "isActive": False,
        "deactivatedAt": instant,
        "updatedAt": instant,
        "location": None,
        "jobs": [],
        **values,
    }


def test_the_owner_deactivates(api: Api, make: Make) -> None:
    user, place = make.user(), make.location(city="Lima")
    profile = make.profile(user, location_id=place.id)
    make.job(profile, title="Tutor")
    body = api.execute(DEACTIVATE, {"id": profile.id}, make.token(user))
    row = stored(api, profile)
    assert body == payload(shown(row, location={"city": "Lima"}, jobs=[{"title": "Tutor"}]), [])
    assert row.is_active is False
    assert row.deactivated_at == row.updated_at > profile.updated_at


def test_a_deactivated_profile_is_gone_for_others_and_not_for_its_owner(
    api: Api, make: Make
) -> None:
    profile = make.profile(user := make.user())
    variables = {"id": profile.id, "user": user.id, "job": make.job(profile).id}
    api.data(DEACTIVATE, {"id": profile.id}, make.token(user))
    assert api.data(READ, variables) == HIDDEN
    assert api.data(READ, variables, make.token(make.user())) == HIDDEN
    seen = {name: {"id": profile.id} for name in ("profile", "profileByUser", "node")}
    assert api.data(READ, variables, make.token(user)).items() >= seen.items()
    assert api.data(READ, variables, make.token(make.admin())).items() >= seen.items()


def test_a_second_time_changes_nothing(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    first = api.execute(DEACTIVATE, {"id": profile.id}, make.token(user))
    for token in (make.token(user), make.token(make.admin())):
        assert api.execute(DEACTIVATE, {"id": profile.id}, token) == first
    assert first == payload(shown(stored(api, profile)), [])


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user(), updated_at=FUTURE)
    body = api.execute(DEACTIVATE, {"id": profile.id}, make.token(user))
    instant = "2999-01-01T00:00:00.001Z"
    assert body == payload(shown(profile, updatedAt=instant, deactivatedAt=instant), [])


def test_a_super_admin_deactivates_any_profile(api: Api, make: Make) -> None:
    profile = make.profile(is_public=False)
    body = api.execute(DEACTIVATE, {"id": profile.id}, make.token(make.admin()))
    assert body == payload(shown(stored(api, profile)), [])


def test_somebody_elses_profile_is_as_unknown_as_none(api: Api, make: Make) -> None:
    token, profile = make.token(make.user()), make.profile()
    ids = [profile.id, make.profile(is_active=False).id, make.user().id, new_id()]
    bodies = [api.execute(DEACTIVATE, {"id": id}, token) for id in ids]
    message = bodies[-1]["data"]["deactivateProfile"]["errors"][0]["message"]
    not_found = {"code": "NOT_FOUND", "message": message, "path": ["id"]}
    assert bodies == [payload(None, [not_found])] * 4
    assert stored(api, profile).is_active is True


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    assert api.codes(DEACTIVATE, {"id": "1"}, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    profile = make.profile()
    assert api.codes(DEACTIVATE, {"id": profile.id}) == ["UNAUTHENTICATED"]
    assert stored(api, profile).is_active is True
