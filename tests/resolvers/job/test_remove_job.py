"""removeJob: the job disappears, for good to its owner."""

import datetime as dt
from typing import Any

from db.models import Job
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored

REMOVE = """
mutation ($id: ID!) {
  removeJob(id: $id) {
    job {
      id title isActive deactivatedAt updatedAt
      profile { firstName jobs { title } }
    }
    errors { code message path }
  }
}
"""
READ = "query ($id: ID!) { job(id: $id) { isActive } }"
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def payload(job: Any, errors: list[Any]) -> dict[str, Any]:
    return {"data": {"removeJob": {"job": job, "errors": errors}}}


def removed(row: Job, *left: str) -> dict[str, Any]:
    """The payload's job, removed when it was last updated; `left`: its profile's others."""
    instant = format_instant(row.updated_at)
    return {
        "id": row.id,
        "title": row.title,
        "isActive": False,
        "deactivatedAt": instant,
        "updatedAt": instant,
        "profile": {"firstName": "Ada", "jobs": [{"title": title} for title in left]},
    }


def test_the_owner_removes_a_job(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    job, _ = make.job(profile), make.job(profile, title="Left")
    body = api.execute(REMOVE, {"id": job.id}, make.token(user))
    row = stored(api, job)
    assert body == payload(removed(row, "Left"), [])
    assert row.is_active is False
    assert row.deactivated_at == row.updated_at > job.updated_at
    assert api.data(READ, {"id": job.id}, make.token(user)) == {"job": None}
    assert api.data(READ, {"id": job.id}) == {"job": None}
    assert api.data(READ, {"id": job.id}, make.token(make.admin())) == {"job": {"isActive": False}}


def test_for_its_owner_a_removed_job_is_as_unknown_as_none(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    job, foreign = make.job(profile), make.job(make.profile())
    token = make.token(user)
    api.data(REMOVE, {"id": job.id}, token)
    before = stored(api, job).updated_at
    ids = [job.id, foreign.id, profile.id, new_id()]
    bodies = [api.execute(REMOVE, {"id": id}, token) for id in ids]
    message = bodies[-1]["data"]["removeJob"]["errors"][0]["message"]
    not_found = {"code": "NOT_FOUND", "message": message, "path": ["id"]}
    assert bodies == [payload(None, [not_found])] * 4
    assert stored(api, job).updated_at == before
    assert stored(api, foreign).is_active is True


def test_for_a_super_admin_a_second_time_changes_nothing(api: Api, make: Make) -> None:
    job = make.job(make.profile(is_public=False))
    token = make.token(make.admin())
    first = api.execute(REMOVE, {"id": job.id}, token)
    assert api.execute(REMOVE, {"id": job.id}, token) == first
    assert first == payload(removed(stored(api, job)), [])


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    job = make.job(make.profile(user := make.user()), updated_at=FUTURE)
    api.data(REMOVE, {"id": job.id}, make.token(user))
    row = stored(api, job)
    assert row.updated_at == row.deactivated_at == FUTURE + dt.timedelta(milliseconds=1)


def test_a_removed_job_makes_room_for_another(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    job, *_ = [make.job(profile) for _ in range(100)]
    document = """
    mutation ($job: ID!, $input: AddJobInput!) {
      early: addJob(input: $input) { errors { code } }
      removeJob(id: $job) { errors { code } }
      late: addJob(input: $input) { job { title } errors { code } }
    }
    """
    values = {"profileId": profile.id, "title": "New", "company": "Home"}
    assert api.execute(document, {"job": job.id, "input": values}, make.token(user)) == {
        "data": {
            "early": {"errors": [{"code": "LIMIT_REACHED"}]},
            "removeJob": {"errors": []},
            "late": {"job": {"title": "New"}, "errors": []},
        }
    }


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    assert api.codes(REMOVE, {"id": "1"}, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    job = make.job(make.profile())
    assert api.codes(REMOVE, {"id": job.id}) == ["UNAUTHENTICATED"]
    assert stored(api, job).is_active is True
