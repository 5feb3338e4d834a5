"""Logs and metrics say what happened, and nothing that is secret."""

import io
import re
from pathlib import Path

import pytest

from server import logs
from server.errors import unexpected
from tests.conftest import SECRET
from tests.support import server_process, sockets
from tests.support.api import Api
from tests.support.log_lines import Lines
from tests.support.make import PASSWORD, Make

LOGIN = """
mutation Enter($input: LoginInput!) {
  login(input: $input) { accessToken refreshToken }
}
"""


def test_an_operation_is_logged_with_its_name_and_its_statements(
    api: Api, make: Make, lines: Lines
) -> None:
    token = make.token(make.user())
    api.data("query Mine { me { id profile { id } } }", token=token)
    (line,) = lines.all(event="request")
    assert (line["type"], line["operation"], line["outcome"]) == ("query", "Mine", "ok")
    assert line["statements"] == 2
    assert (line["method"], line["path"], line["status"]) == ("POST", "/graphql", 200)
    assert line["operation_ms"] <= line["duration_ms"]
    assert lines.all(event="operation") == []


def test_each_operation_of_a_batch_has_a_line(api: Api, lines: Lines) -> None:
    batch = [{"query": f"query Q{number} {{ __typename }}"} for number in range(3)]
    answer = api.request("POST", "/graphql", json=batch)
    (request,) = lines.all(event="request")
    assert "outcome" not in request
    told = lines.of_operations()
    assert sorted(line["operation"] for line in told) == ["Q0", "Q1", "Q2"]
    assert {line["request_id"] for line in told} == {answer.headers["x-request-id"]}


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ("query Mine { profiles(first: 100) { nodes { jobs(first: 100) { id } } } }", "query"),
        ("query Mine { unknown }", "query"),
        ("query Mine {", "none"),
    ],
)
def test_an_operation_that_is_refused_before_it_runs_is_logged_too(
    api: Api, lines: Lines, document: str, kind: str
) -> None:
    api.execute(document)
    operation = lines.of_operation()
    assert operation["outcome"] == "refused"
    assert (operation["type"], operation["statements"]) == (kind, 0)


def test_a_request_id_is_taken_from_a_well_formed_header_alone(api: Api) -> None:
    taken = api.request("GET", "/health/live", headers={"X-Request-ID": "abc-123"})
    made = api.request("GET", "/health/live", headers={"X-Request-ID": "a b\tc" * 100})
    assert taken.headers["x-request-id"] == "abc-123"
    assert re.fullmatch("[0-9a-f]{32}", made.headers["x-request-id"])


def test_no_secret_reaches_logs_or_metrics(api: Api, make: Make, lines: Lines) -> None:
    user = make.user(email="very-private@example.com")
    good = {"input": {"email": user.email, "password": PASSWORD}}
    bad = {"input": {"email": user.email, "password": "a wrong password"}}
    tokens = api.data(LOGIN, good)["login"]
    api.execute(LOGIN, bad)
    api.execute("{ me { email } }", token=tokens["accessToken"])
    text = lines.text + api.request("GET", "/metrics").text
    for secret in (user.email, PASSWORD, "a wrong password", SECRET, *tokens.values()):
        assert secret not in text


def test_an_unexpected_error_is_masked_and_found_in_the_log_by_its_id(
    api: Api, lines: Lines
) -> None:
    with api.services.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN title TO title_away")
    try:
        body = api.execute("{ jobs { nodes { title } } }")
    finally:
        with api.services.database.engine.begin() as connection:
            connection.exec_driver_sql("SELECT 1 FROM jobs")  # SQLite looks at the schema again
            connection.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN title_away TO title")
    (error,) = body["errors"]
    line = lines.of("unexpected error")
    assert error == {
        "message": f"Something went wrong on our side; the log has it as {line['error_id']}.",
        "locations": [{"line": 1, "column": 10}],
        "path": ["jobs", "nodes"],
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "id": line["error_id"]},
    }
    assert "title" in line["exception"]
    assert line["request_id"] == lines.of("request")["request_id"]


def test_a_traceback_on_the_console_shows_no_variable() -> None:
    stream = io.StringIO()
    logs.configure("INFO", as_json=False, stream=stream)
    password = "very-" + "private"
    try:
        raise ValueError
    except ValueError as error:
        unexpected(error)
    finally:
        logs.configure("ERROR", as_json=False)
    assert "ValueError" in stream.getvalue()
    assert password not in stream.getvalue()


def test_the_address_of_a_socket_is_logged_without_its_query(
    tmp_path: Path, database_url: str
) -> None:
    log = tmp_path / "log"
    with (
        server_process.serving(log, DATABASE_URL=database_url, LOG_LEVEL="INFO") as server,
        sockets.opened(server.address, query="?access_token=very-private") as socket,
    ):
        assert socket.begin() == {"type": "connection_ack"}
    text = log.read_text("utf-8")
    assert "WebSocket /graphql" in text
    assert "private" not in text


def test_metrics_count_operations_and_requests(api: Api) -> None:
    before = api.request("GET", "/metrics").text
    api.execute("{ __typename }")
    after = api.request("GET", "/metrics").text
    name = 'aai_operations_total{outcome="ok",type="query"}'

    def value(text: str) -> float:
        found = re.search(re.escape(name) + r" (\S+)", text)
        return float(found.group(1)) if found else 0.0

    assert value(after) == value(before) + 1


def test_an_odd_method_makes_no_new_label(api: Api) -> None:
    api.request("BREW", "/health/live")
    assert "BREW" not in api.request("GET", "/metrics").text
