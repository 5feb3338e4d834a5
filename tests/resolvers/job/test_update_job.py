"""updateJob: what is present changes; the end is not before the start, whichever changes."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import orm

from db.models import Job, Profile
from db.types import format_instant, new_id
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make

UPDATE = """
mutation ($input: UpdateJobInput!) {
  updateJob(input: $input) {
    job { id title company industry startDate endDate }
    errors { code path }
  }
}
"""
REFUSE = """
mutation ($input: UpdateJobInput!) {
  updateJob(input: $input) { job { id } errors { code message path } }
}
"""
MANY = """
mutation ($id: ID!) {
  start: updateJob(input: {id: $id, startDate: "2030-01-01", endDate: null}) {
    job { profile { jobs { startDate endDate } } }
  }
  bad: updateJob(input: {id: $id, endDate: "2029-12-31"}) { job { id } errors { code path } }
  end: updateJob(input: {id: $id, endDate: "2030-01-01"}) {
    job { profile { jobs { startDate endDate } } }
  }
}
"""
FULL: dict[str, Any] = {
    "title": "Analyst",
    "company": "Engines",
    "industry": "Computing",
    "startDate": "2020-01-01",
    "endDate": "2021-01-01",
}
FUTURE = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"updateJob": {"job": None, "errors": list(errors)}}}


def written(**job: Any) -> dict[str, Any]:
    return {"data": {"updateJob": {"job": job, "errors": []}}}


def full(make: Make, profile: Profile, **values: Any) -> Job:
    """A job as in FULL."""
    dates = {"start_date": dt.date(2020, 1, 1), "end_date": dt.date(2021, 1, 1)}
    return make.job(profile, industry="Computing", **dates, **values)


def stored(api: Api, job: Job) -> dict[str, Any]:
    """The columns of a job as the database has them."""
    with orm.Session(api.services.database.engine) as session:
        row = session.get_one(Job, job.id)
        return {column.key: getattr(row, column.key) for column in Job.__mapper__.columns}


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Countess"},
        {"company": "Court"},
        {"industry": "Nobility"},
        {"industry": None},
        {"startDate": "2021-01-01"},
        {"startDate": None},
        {"endDate": "2020-01-01"},
        {"endDate": None},
        {"startDate": "2022-01-01", "endDate": "2023-01-01"},
        {"startDate": "2022-01-01", "endDate": None},
        {"title": "T", "company": "C", "industry": "I", "startDate": None, "endDate": None},
    ],
)
def test_what_is_present_changes_and_the_rest_stays(
    api: Api, make: Make, changes: dict[str, Any]
) -> None:
    job = full(make, make.profile(user := make.user()))
    body = api.execute(UPDATE, {"input": {"id": job.id, **changes}}, make.token(user))
    assert body == written(id=job.id, **{**FULL, **changes})
    assert stored(api, job)["updated_at"] > job.updated_at


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"startDate": "2021-01-02"}, ["startDate"]),
        ({"endDate": "2019-12-31"}, ["endDate"]),
        ({"startDate": "2023-01-01", "endDate": "2022-01-01"}, ["endDate"]),
        ({"title": "", "startDate": "2021-01-02"}, ["title", "startDate"]),
        ({"title": None}, ["title"]),
        ({"company": None}, ["company"]),
        ({"title": "x" * 151}, ["title"]),
        ({"company": " "}, ["company"]),
        ({"industry": "\0"}, ["industry"]),
        ({"title": None, "company": "", "industry": "x" * 101}, ["title", "company", "industry"]),
    ],
)
def test_an_unusable_change_is_refused_where_it_was_sent(
    api: Api, make: Make, changes: dict[str, Any], paths: list[str]
) -> None:
    job = full(make, make.profile(user := make.user()))
    before = stored(api, job)
    body = api.execute(UPDATE, {"input": {"id": job.id, **changes}}, make.token(user))
    assert body == refused(*(error("VALIDATION", path) for path in paths))
    assert stored(api, job) == before


def test_a_stale_update_is_a_conflict_and_writes_nothing(api: Api, make: Make) -> None:
    job = full(make, make.profile(user := make.user()))
    before = stored(api, job)
    stale = format_instant(job.updated_at - dt.timedelta(milliseconds=1))
    values = {"id": job.id, "title": "Countess", "expectedUpdatedAt": stale}
    body = api.execute(UPDATE, {"input": values}, make.token(user))
    assert body == refused(error("CONFLICT", "expectedUpdatedAt"))
    assert stored(api, job) == before


def test_a_current_update_is_written(api: Api, make: Make) -> None:
    job = full(make, make.profile(user := make.user()))
    current = format_instant(job.updated_at)
    values = {"id": job.id, "title": "Countess", "expectedUpdatedAt": current}
    token = make.token(user)
    body = api.execute(UPDATE, {"input": values}, token)
    assert body == written(id=job.id, **{**FULL, "title": "Countess"})
    assert api.execute(UPDATE, {"input": values}, token) == refused(
        error("CONFLICT", "expectedUpdatedAt")
    )


def test_updated_at_advances_by_a_millisecond_from_the_future(api: Api, make: Make) -> None:
    job = full(make, make.profile(user := make.user()), updated_at=FUTURE)
    api.data(UPDATE, {"input": {"id": job.id, "title": "Countess"}}, make.token(user))
    assert stored(api, job)["updated_at"] == FUTURE + dt.timedelta(milliseconds=1)


def test_fields_of_one_document_see_each_others_writes_and_fail_alone(api: Api, make: Make) -> None:
    job = full(make, make.profile(user := make.user()))
    assert api.execute(MANY, {"id": job.id}, make.token(user)) == {
        "data": {
            "start": {"job": {"profile": {"jobs": [{"startDate": "2030-01-01", "endDate": None}]}}},
            "bad": {"job": None, "errors": [error("VALIDATION", "endDate")]},
            "end": {
                "job": {"profile": {"jobs": [{"startDate": "2030-01-01", "endDate": "2030-01-01"}]}}
            },
        }
    }


def test_a_super_admin_updates_any_job(api: Api, make: Make) -> None:
    job = full(make, make.profile(is_public=False))
    values = {"id": job.id, "title": "Countess"}
    body = api.execute(UPDATE, {"input": values}, make.token(make.admin()))
    assert body == written(id=job.id, **{**FULL, "title": "Countess"})


def test_somebody_elses_and_removed_jobs_are_as_unknown_as_none(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    jobs = [
        make.job(make.profile()),
        make.job(make.profile(is_public=False)),
        make.job(profile, is_active=False),
    ]
    before = [stored(api, job) for job in jobs]
    ids = [*(job.id for job in jobs), profile.id, new_id()]
    token = make.token(user)
    bodies = [api.execute(REFUSE, {"input": {"id": id, "title": ""}}, token) for id in ids]
    message = bodies[-1]["data"]["updateJob"]["errors"][0]["message"]
    assert bodies == [refused({**error("NOT_FOUND", "id"), "message": message})] * 5
    assert [stored(api, job) for job in jobs] == before


def test_an_id_that_is_no_uuid_is_bad_input(api: Api, make: Make) -> None:
    values = {"id": "1", "title": "Countess"}
    assert api.codes(UPDATE, {"input": values}, make.token(make.user())) == ["BAD_USER_INPUT"]


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    job = make.job(make.profile())
    values = {"id": job.id, "title": "Countess"}
    assert api.codes(UPDATE, {"input": values}) == ["UNAUTHENTICATED"]
    assert stored(api, job)["title"] == "Analyst"
