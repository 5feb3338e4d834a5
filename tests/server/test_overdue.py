"""What takes longer than an operation may is stopped: 503, nothing written, a clean connection."""

import time
from collections.abc import Awaitable, Callable

import httpx
import pytest

from base.errors import OutOfTime
from db.models import Job, Location, Picture, Profile, User
from pictures.reencode import SECONDS
from pictures.rewriter import ANYBODY, AT_ONCE
from tests.support.api import Api
from tests.support.databases import locked
from tests.support.log_lines import collected
from tests.support.make import Make
from tests.support.pictures import LEAVE, UPLOAD, form, picture, scanned
from tests.support.rows import every

CREATE = """
mutation Create($input: CreateProfileInput!) {
  createProfile(input: $input) { profile { id } errors { code } }
}
"""
WHOLE = {
    "firstName": "Ada",
    "location": {"country": "Nowhere", "city": "At All"},
    "jobs": [{"title": "Analyst", "company": "Engines"}],
}
JOBS = "{ jobs { totalCount } }"


@pytest.fixture
def hurried(api_with: Callable[..., Api]) -> Api:
    """An application with one connection, whose operations may take a second."""
    return api_with(limit_seconds=1, database_pool_size=1)


def check(request: Awaitable[httpx.Response], api: Api) -> None:
    """It is stopped; the log has a warning of that, and no outage."""
    with collected() as lines:
        response = api.run(request)
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    (error,) = response.json()["errors"]
    assert error["message"] == OutOfTime.message
    assert error["extensions"] == {"code": "SERVICE_UNAVAILABLE"}
    assert len(lines.all(event="operation out of time", level="warning")) == 1
    assert lines.all(level="error") == []


def test_a_mutation_that_waits_too_long_is_rolled_back_whole(
    hurried: Api, make: Make, database_url: str
) -> None:
    token = make.token(make.user())
    with locked(database_url, "jobs"):
        check(hurried.post(CREATE, {"input": WHOLE}, token), hurried)
    assert [every(hurried, entity) for entity in (Profile, Location, Job)] == [[], [], []]
    created = hurried.data(CREATE, {"input": WHOLE}, token)["createProfile"]
    assert created["errors"] == []
    assert [len(every(hurried, entity)) for entity in (Profile, Location, Job)] == [1, 1, 1]


def test_a_read_that_waits_too_long_is_stopped(hurried: Api, make: Make, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("nothing keeps a reader of a SQLite file waiting")
    with locked(database_url, "jobs"):
        check(hurried.post(JOBS), hurried)
    assert hurried.data(JOBS) == {"jobs": {"totalCount": 0}}


def sent(api: Api, make: Make, person: User, content: bytes) -> Awaitable[httpx.Response]:
    """An upload that is not sent before it is awaited."""
    asked = {"query": UPLOAD, "variables": {"id": make.profile(person).id}}
    headers = LEAVE | {"Authorization": f"Bearer {make.token(person)}"}
    return api.client.post("/graphql", **form(asked, content), headers=headers)


def test_a_picture_whose_turn_does_not_come_is_stopped(
    hurried: Api, make: Make, person: User
) -> None:
    turns = hurried.services.rewriter._turns
    for _ in range(AT_ONCE):
        hurried.run(turns.take(ANYBODY))
    check(sent(hurried, make, person, picture()), hurried)
    assert [row.remove_at is None for row in every(hurried, Picture)] == [False]
    turns.give()
    assert hurried.run(hurried.services.rewriter.rewritten(picture))


def test_a_picture_that_takes_too_long_is_stopped_and_its_program_ends(
    hurried: Api, make: Make, person: User
) -> None:
    began = time.monotonic()
    check(sent(hurried, make, person, scanned(5000, 5000, 5000)), hurried)
    assert time.monotonic() - began < SECONDS
    for _ in range(AT_ONCE):
        assert hurried.run(hurried.services.rewriter.rewritten(picture))
