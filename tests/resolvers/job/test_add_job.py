"""addJob: one more position of the person, none that ends before it starts."""

import datetime as dt
from typing import Any

import pytest

from db.models import Job
from db.types import new_id
from tests.support.answers import error
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every

ADD = """
mutation ($input: AddJobInput!) {
  addJob(input: $input) {
    job {
      title company industry startDate endDate isActive deactivatedAt
      profile { id jobs { title } }
    }
    errors { code path }
  }
}
"""
REFUSE = """
mutation ($input: AddJobInput!) {
  addJob(input: $input) { job { id } errors { code message path } }
}
"""
TUTOR = {"title": "Tutor", "company": "Home"}


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"addJob": {"job": None, "errors": list(errors)}}}


def written(**job: Any) -> dict[str, Any]:
    nothing = {"industry": None, "startDate": None, "endDate": None, "deactivatedAt": None}
    return {"data": {"addJob": {"job": {"isActive": True, **nothing, **job}, "errors": []}}}


def test_a_title_and_a_company_are_enough(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    body = api.execute(ADD, {"input": {"profileId": profile.id, **TUTOR}}, make.token(user))
    assert body == written(**TUTOR, profile={"id": profile.id, "jobs": [{"title": "Tutor"}]})
    (row,) = every(api, Job)
    assert (row.profile_id, row.start_date, row.end_date) == (profile.id, None, None)
    assert row.created_at == row.updated_at


@pytest.mark.parametrize(
    "values",
    [
        {"industry": "Education", "startDate": "2019-01-01", "endDate": "2020-02-29"},
        {"startDate": "2019-01-01", "endDate": "2019-01-01"},
        {"startDate": "2999-01-01"},
        {"endDate": "2019-01-01"},
        {"industry": None, "startDate": None, "endDate": None},
        {"title": "x" * 150, "company": "\N{GRINNING FACE}" * 150, "industry": "x" * 100},
    ],
)
def test_every_field_is_stored(api: Api, make: Make, values: dict[str, Any]) -> None:
    profile = make.profile(user := make.user())
    values = {**TUTOR, **values}
    body = api.execute(ADD, {"input": {"profileId": profile.id, **values}}, make.token(user))
    nested = {"id": profile.id, "jobs": [{"title": values["title"]}]}
    assert body == written(**values, profile=nested)


def test_dates_are_stored_as_dates(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    values = {"profileId": profile.id, **TUTOR, "startDate": "2019-01-01", "endDate": "2020-02-29"}
    api.data(ADD, {"input": values}, make.token(user))
    (row,) = every(api, Job)
    assert (row.start_date, row.end_date) == (dt.date(2019, 1, 1), dt.date(2020, 2, 29))


def test_a_super_admin_adds_to_any_profile(api: Api, make: Make) -> None:
    profile = make.profile(is_public=False)
    token = make.token(make.admin())
    body = api.execute(ADD, {"input": {"profileId": profile.id, **TUTOR}}, token)
    assert body == written(**TUTOR, profile={"id": profile.id, "jobs": [{"title": "Tutor"}]})


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"startDate": "2020-01-02", "endDate": "2020-01-01"}, "endDate"),
        ({"title": ""}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"company": " \t"}, "company"),
        ({"company": "x" * 500}, "company"),
        ({"company": "a\0b"}, "company"),
        ({"industry": "x" * 101}, "industry"),
    ],
)
def test_an_unusable_value_is_refused(
    api: Api, make: Make, values: dict[str, Any], path: str
) -> None:
    profile = make.profile(user := make.user())
    values = {"profileId": profile.id, **TUTOR, **values}
    body = api.execute(ADD, {"input": values}, make.token(user))
    assert body == refused(error("VALIDATION", path))
    assert every(api, Job) == []


def test_all_problems_are_reported_at_once(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    values = {
        "profileId": profile.id,
        "title": " ",
        "company": "\0",
        "industry": "x" * 101,
        "startDate": "2020-01-02",
        "endDate": "2020-01-01",
    }
    body = api.execute(ADD, {"input": values}, make.token(user))
    paths = ("title", "company", "industry", "endDate")
    assert body == refused(*(error("VALIDATION", path) for path in paths))


def test_the_hundred_and_first_active_job_is_refused(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    for _ in range(99):
        make.job(profile)
    for _ in range(3):
        make.job(profile, is_active=False)
    make.job(make.profile())
    token, values = make.token(user), {"profileId": profile.id, **TUTOR}
    assert api.data(REFUSE, {"input": values}, token)["addJob"]["errors"] == []
    assert api.execute(ADD, {"input": values}, token) == refused(error("LIMIT_REACHED"))
    assert len(every(api, Job)) == 104


def test_jobs_added_at_once_do_not_pass_the_limit(api: Api, make: Make) -> None:
    profile = make.profile(user := make.user())
    for _ in range(98):
        make.job(profile)
    token, values = make.token(user), {"profileId": profile.id, **TUTOR}
    bodies = api.together([api.post(ADD, {"input": values}, token) for _ in range(10)])
    assert bodies.count(refused(error("LIMIT_REACHED"))) == 8
    assert len(every(api, Job)) == 100


def test_somebody_elses_profile_is_as_unknown_as_none(api: Api, make: Make) -> None:
    token = make.token(make.user())
    others = [make.profile(), make.profile(is_public=False), make.profile(is_active=False)]
    ids = [*(profile.id for profile in others), make.user().id, new_id()]
    bodies = [api.execute(REFUSE, {"input": {"profileId": id, **TUTOR}}, token) for id in ids]
    message = bodies[-1]["data"]["addJob"]["errors"][0]["message"]
    assert bodies == [refused({**error("NOT_FOUND", "profileId"), "message": message})] * 5
    assert every(api, Job) == []


@pytest.mark.parametrize(
    "values",
    [
        {"profileId": "1"},
        {"title": None},
        {"startDate": "2021-02-29"},
        {"startDate": "20210228"},
        {"endDate": "2021-02-28T00:00:00Z"},
    ],
)
def test_what_is_not_of_the_type_is_bad_input(api: Api, make: Make, values: dict[str, Any]) -> None:
    profile = make.profile(user := make.user())
    values = {"profileId": profile.id, **TUTOR, **values}
    assert api.codes(ADD, {"input": values}, make.token(user)) == ["BAD_USER_INPUT"]
    assert every(api, Job) == []


def test_anonymous_viewers_are_refused(api: Api, make: Make) -> None:
    values = {"profileId": make.profile().id, **TUTOR}
    assert api.codes(ADD, {"input": values}) == ["UNAUTHENTICATED"]
    assert every(api, Job) == []
