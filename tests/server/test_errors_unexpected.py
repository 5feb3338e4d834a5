"""What nobody foresaw: masked, in JSON, with a code and the id of a line in the log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.support.api import Api
from tests.support.log_lines import Lines, collected

HEADS = "INSERT INTO alembic_version (version_num) VALUES ('a-second-head')"
ONE_HEAD = "DELETE FROM alembic_version WHERE version_num = 'a-second-head'"


@contextmanager
def altered(api: Api, change: str, back: str) -> Iterator[None]:
    """The database is not as the code believes."""
    engine = api.services.database.engine
    with engine.begin() as connection:
        connection.exec_driver_sql(change)
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(back)


def body_of(line: dict[str, Any]) -> dict[str, Any]:
    """The response that a line of the log belongs to."""
    id = line["error_id"]
    message = f"Something went wrong on our side; the log has it as {id}."
    return {
        "errors": [{"message": message, "extensions": {"code": "INTERNAL_SERVER_ERROR", "id": id}}]
    }


def check(response: httpx.Response, lines: Lines) -> None:
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/json"
    (line,) = lines.all(level="error")
    assert response.json() == body_of(line)
    assert line["request_id"] == response.headers["x-request-id"]
    assert "Traceback" in line["exception"]


@pytest.mark.parametrize(("method", "way"), [("GET", "params"), ("POST", "json")])
def test_a_failure_before_an_operation_is_masked(
    api_with: Callable[..., Api], method: str, way: str
) -> None:
    api = api_with()
    services = api.services
    del api.application.state.services
    try:
        with collected() as lines:
            response = api.request(method, "/graphql", **{way: {"query": "{ __typename }"}})
    finally:
        api.application.state.services = services
    check(response, lines)


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_health_is_told_whatever_the_database_says(api: Api, path: str) -> None:
    with collected() as lines, altered(api, HEADS, ONE_HEAD):
        response = api.request("GET", path)
    assert response.status_code in {200, 503}
    assert lines.all(level="error") == []
    for inside in ("Traceback", "alembic", "head", ".py", "sqlalchemy"):
        assert inside not in response.text


def test_one_failure_does_not_stop_the_others(api: Api) -> None:
    with altered(api, HEADS, ONE_HEAD):
        api.request("GET", "/health/ready")
        assert api.data("{ __typename }") == {"__typename": "Query"}
        assert api.request("GET", "/health/live").status_code == 200
    assert api.request("GET", "/health/ready").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/docs", 404),
        ("POST", "/health", 405),
        ("POST", "/metrics", 405),
        ("DELETE", "/schema.graphql", 405),
    ],
)
def test_what_is_not_there_is_refused_with_a_code(
    api: Api, method: str, path: str, status: int
) -> None:
    response = api.request(method, path)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json")
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == ("NOT_FOUND" if status == 404 else "BAD_REQUEST")
