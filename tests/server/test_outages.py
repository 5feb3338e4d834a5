"""A database that is away: 503, and one short line for each request, without SQL or values."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from server.application import create_application
from tests.conftest import settings
from tests.support.api import Api
from tests.support.databases import POOLED, locked
from tests.support.log_lines import Lines, collected
from tests.support.make import PASSWORD, Make

READS = """
query Mine($text: String) {
  people: profiles(search: $text) { totalCount nodes { firstName } }
  others: profiles(search: $text, first: 1) { totalCount nodes { firstName } }
}
"""
LOGIN = """
mutation Enter($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) { accessToken }
}
"""
TWO_LOGINS = """
mutation Enter($email: String!, $password: String!) {
  one: login(input: {email: $email, password: $password}) { accessToken }
  other: login(input: {email: $email, password: $password}) { accessToken }
}
"""
EMAIL = "very-private@example.com"
CREDENTIALS = {"email": EMAIL, "password": PASSWORD}
SEARCH = {"text": "very-private"}
AWAY = ["postgresql://aai:a-database-password@127.0.0.1:1/aai", "sqlite:////nowhere/at/all.db"]


@pytest.fixture(params=AWAY, ids=["postgresql", "sqlite"])
def away(request: pytest.FixtureRequest) -> Iterator[Api]:
    """An application without a database."""
    api = Api(create_application(settings(database_url=request.param)))
    yield api
    api.close()


@pytest.fixture
def impatient(api_with: Callable[..., Api], monkeypatch: pytest.MonkeyPatch) -> Api:
    """An application that waits for a lock for one second."""
    monkeypatch.setattr("db.database.BUSY_SECONDS", 1)
    return api_with()


def answer(api: Api, document: str, variables: dict[str, Any]) -> tuple[httpx.Response, Lines]:
    with collected() as lines:
        return api.run(api.post(document, variables)), lines


def check(response: httpx.Response, lines: Lines) -> dict[str, Any]:
    """The one line about an outage that a response says all clients need to know about."""
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert {
        (error["message"], str(error["extensions"])) for error in response.json()["errors"]
    } == {
        (
            "The server cannot reach its database just now; try again in a moment.",
            "{'code': 'SERVICE_UNAVAILABLE'}",
        )
    }
    for hidden in ("SELECT", "INSERT", "UPDATE", "BEGIN", "SQL:", "Traceback", PASSWORD):
        assert hidden not in lines.text
    for hidden in ("very-private", "a-database-password"):
        assert hidden not in lines.text
        assert hidden not in response.text
    (line,) = lines.all(level="error")
    assert line["event"] == "database unavailable"
    assert "\n" not in line["reason"]
    assert line["request_id"] == response.headers["x-request-id"]
    (operation,) = lines.of_operations()
    assert (operation["request_id"], operation["outcome"]) == (line["request_id"], "error")
    return line


@pytest.mark.parametrize(("document", "variables"), [(READS, SEARCH), (LOGIN, CREDENTIALS)])
def test_a_database_that_cannot_be_reached_is_logged_once(
    away: Api, document: str, variables: dict[str, Any]
) -> None:
    line = check(*answer(away, document, variables))
    assert line["cause"] == "OperationalError"


def test_a_batch_of_operations_has_one_line(away: Api) -> None:
    batch = [{"query": READS, "variables": SEARCH}, {"query": LOGIN, "variables": CREDENTIALS}] * 3
    with collected() as lines:
        assert away.request("POST", "/graphql", json=batch).status_code == 503
    assert len(lines.all(level="error")) == 1


def test_each_request_has_a_line_of_its_own(away: Api) -> None:
    with collected() as lines:
        bodies = away.together([away.post(READS, SEARCH) for _ in range(5)])
    assert all("errors" in body for body in bodies)
    ids = {line["request_id"] for line in lines.all(event="database unavailable")}
    assert len(ids) == len(lines.all(level="error")) == 5


def test_a_lock_that_is_not_free_in_time_is_an_outage(
    impatient: Api, make: Make, database_url: str
) -> None:
    make.user(email=EMAIL)
    with locked(database_url, "users"):
        response, lines = answer(impatient, LOGIN, CREDENTIALS)
    check(response, lines)
    assert impatient.data(LOGIN, CREDENTIALS)["login"]["accessToken"]


def test_a_lost_connection_is_replaced(api: Api, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a file does not hang up")
    with api.services.database.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    if POOLED:
        time.sleep(1)  # until the pooler has heard of it, it hands out what is lost
    with collected() as lines:
        assert api.data(READS, SEARCH)["people"]["totalCount"] == 0
    assert lines.all(level="error") == []


def test_a_store_that_nobody_has_migrated_is_an_outage(api: Api) -> None:
    with api.services.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE profiles RENAME TO away")
    try:
        response, lines = answer(api, READS, SEARCH)
    finally:
        with api.services.database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO profiles")
    line = check(response, lines)
    assert "profiles" in line["reason"]
