"""Jobs under profiles: newest start first, none last, then newest created."""

import datetime as dt
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make

JOBS = """
query Jobs($first: Int) {
  profiles(orderBy: [{ field: CREATED_AT }]) { nodes { jobs(first: $first) { title } } }
}
"""


def jobs_of_two(make: Make) -> None:
    profile, _ = (make.profile(created_at=second(number)) for number in range(2))

    def job(title: str, year: int | None, created: int, **values: Any) -> None:
        start = dt.date(year, 1, 1) if year else None
        make.job(profile, title=title, start_date=start, created_at=second(created), **values)

    job("no start, old", None, 1)
    job("2001", 2001, 9)
    job("2003, old", 2003, 2)
    job("no start, new", None, 3)
    job("2003, new", 2003, 4)
    job("2002", 2002, 0)
    job("removed", 2009, 9, is_active=False)


@pytest.mark.parametrize("first", [None, 1, 2, 5, 6, 100])
def test_jobs_come_newest_start_first_none_last_then_newest_created(
    api: Api, make: Make, first: int | None
) -> None:
    jobs_of_two(make)
    titles = ["2003, new", "2003, old", "2002", "2001", "no start, new", "no start, old"]
    with api.statements() as statements:
        body = api.execute(JOBS, {"first": first})
    jobs = [{"title": title} for title in titles[:first]]
    assert body == {"data": {"profiles": {"nodes": [{"jobs": jobs}, {"jobs": []}]}}}
    assert len(statements) == 2


@pytest.mark.parametrize("first", [0, -1, 101, 10**20])
def test_a_size_out_of_range_is_bad_user_input(api: Api, make: Make, first: int) -> None:
    make.profile()
    codes = api.codes(JOBS, {"first": first}, make.token(make.user()))
    assert codes == ["BAD_USER_INPUT"]
