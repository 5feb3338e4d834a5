"""Every code that an error may have can be provoked over HTTP, and no error has another one."""

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import GraphQLError

import server
from base.errors import TopLevelError
from server.application import create_application
from server.codes import Code
from server.errors import published
from server.folders import ROOT
from tests.conftest import settings
from tests.support.api import Api
from tests.support.log_lines import collected
from tests.support.make import Make

PAGE = (ROOT / "docs" / "clients.md").read_text("utf-8")
STATUSES = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| .+ \|$", PAGE, re.MULTILINE))
GRAPHQL = "/graphql"
HASH = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}
LOGIN = 'mutation { login(input: {email: "a@example.com", password: "x"}) { errors { code } } }'
REQUESTS: dict[Code, tuple[str, Any]] = {
    Code.BAD_REQUEST: (GRAPHQL, None),
    Code.NOT_FOUND: ("/nowhere", None),
    Code.GRAPHQL_PARSE_FAILED: (GRAPHQL, "{"),
    Code.GRAPHQL_VALIDATION_FAILED: (GRAPHQL, "{ nothing }"),
    Code.OPERATION_RESOLUTION_FAILURE: (GRAPHQL, "query A { me { id } } query B { me { id } }"),
    Code.BAD_USER_INPUT: (GRAPHQL, "{ profiles(first: 0) { totalCount } }"),
    Code.COST_EXCEEDED: (
        GRAPHQL,
        "{ profiles(first: 100) { nodes { jobs(first: 100) { id } } } }",
    ),
    Code.PERSISTED_QUERY_NOT_FOUND: (GRAPHQL, HASH),
    Code.PERSISTED_QUERY_NOT_SUPPORTED: (GRAPHQL, HASH),
    Code.UNAUTHENTICATED: (GRAPHQL, "{ users { totalCount } }"),
    Code.FORBIDDEN: (GRAPHQL, "{ users { totalCount } }"),
    Code.RATE_LIMITED: (GRAPHQL, [LOGIN, LOGIN]),
    Code.SERVICE_UNAVAILABLE: (GRAPHQL, "{ profiles { totalCount } }"),
    Code.INTERNAL_SERVER_ERROR: (GRAPHQL, "{ jobs { nodes { title } } }"),
}
SETTINGS: dict[Code, dict[str, Any]] = {
    Code.PERSISTED_QUERY_NOT_SUPPORTED: {"persisted_queries": False},
    Code.RATE_LIMITED: {"throttle_login": "1/minute"},
}


def provoke(api: Api, code: Code, token: str | None = None) -> list[dict[str, Any]]:
    """The errors that the request for `code` gets, with a status that the page for clients says."""
    errors = []
    for media_type in ("application/json", "application/graphql-response+json"):
        response = send(api, code, media_type, token)
        assert str(response.status_code) in STATUSES[code]
        answered = response.json()
        bodies = answered if isinstance(answered, list) else [answered]
        errors += [error for body in bodies for error in body.get("errors", [])]
    return errors


def send(api: Api, code: Code, media_type: str, token: str | None) -> httpx.Response:
    path, asked = REQUESTS[code]
    body = {"query": asked} if isinstance(asked, str) else asked
    if isinstance(asked, list):
        body = [{"query": query} for query in asked]
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return api.request("POST", path, json=body, headers={"Accept": media_type, **headers})


@pytest.mark.parametrize(
    "code", sorted(set(Code) - {Code.SERVICE_UNAVAILABLE, Code.INTERNAL_SERVER_ERROR})
)
def test_every_code_can_be_provoked(api_with: Callable[..., Api], make: Make, code: Code) -> None:
    token = make.token(make.user()) if code is Code.FORBIDDEN else None
    errors = provoke(api_with(**SETTINGS.get(code, {})), code, token)
    assert {error["extensions"]["code"] for error in errors} == {code.value}


def test_a_database_that_is_away_has_a_code() -> None:
    api = Api(create_application(settings(database_url="sqlite:////nowhere/at/all.db")))
    errors = provoke(api, Code.SERVICE_UNAVAILABLE)
    api.close()
    assert [error["extensions"] for error in errors] == [{"code": "SERVICE_UNAVAILABLE"}] * 2


def test_the_unexpected_has_a_code_and_an_id_that_the_log_has(api: Api) -> None:
    with api.services.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN title TO title_away")
    try:
        with collected() as lines:
            errors = provoke(api, Code.INTERNAL_SERVER_ERROR)
    finally:
        with api.services.database.engine.begin() as connection:
            connection.exec_driver_sql("SELECT 1 FROM jobs")  # SQLite looks at the schema again
            connection.exec_driver_sql("ALTER TABLE jobs RENAME COLUMN title_away TO title")
    ids = [line["error_id"] for line in lines.all(event="unexpected error")]
    assert [error["extensions"] for error in errors] == [
        {"code": "INTERNAL_SERVER_ERROR", "id": id} for id in ids
    ]
    assert len(set(ids)) == 2


def test_the_page_for_clients_says_of_every_code_what_to_do() -> None:
    assert list(STATUSES) == [code.value for code in Code]


def test_every_code_is_asked_for_here() -> None:
    assert set(REQUESTS) == set(Code)


def test_every_refusal_has_a_code_of_the_list() -> None:
    waiting, found = [TopLevelError], set()
    while waiting:
        waiting += (kind := waiting.pop()).__subclasses__()
        found |= {kind.code} if "code" in vars(kind) else set()
    assert found
    assert found <= set(Code.__members__)


def test_no_code_is_written_out_beside_the_list() -> None:
    for path in Path(server.__file__).parent.rglob("*.py"):
        if path.name == "codes.py":
            continue
        words = {
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not words & set(Code.__members__), path.name


@pytest.mark.parametrize("extensions", [None, {}, {"code": "MADE_UP"}, {"code": None}, {"x": 1}])
def test_an_error_with_no_code_of_the_list_is_masked(extensions: dict[str, Any] | None) -> None:
    with collected() as lines:
        cause = ValueError("a secret")
        left = published(GraphQLError("a secret", original_error=cause, extensions=extensions))
    id = lines.of("unexpected error")["error_id"]
    assert left.extensions == {"code": "INTERNAL_SERVER_ERROR", "id": id}
    assert "secret" not in str(left.formatted)
