"""What is wrong with a document is said with a code and without data, the same every time."""

from collections.abc import Callable

import pytest

from tests.support.api import Api


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{" * 3000, "GRAPHQL_PARSE_FAILED"),
        ("{ me { id } " * 10_001, "GRAPHQL_PARSE_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
        ("fragment F on User { id }", "OPERATION_RESOLUTION_FAILURE"),
        ("query ($id: ID!) { user(id: $id) { id } }", "BAD_USER_INPUT"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream, application/json"])
def test_every_request_error_has_a_code_and_no_data(
    api: Api, document: str, code: str, accept: str
) -> None:
    asked = {"json": {"query": document}, "headers": {"Accept": accept}}
    first, second = (api.request("POST", "/graphql", **asked).json() for _ in range(2))
    assert first == second
    assert "data" not in first
    assert {error["extensions"]["code"] for error in first["errors"]} == {code}


def test_production_hides_the_schema_from_introspection_suggestions_and_the_explorer(
    api_with: Callable[..., Api],
) -> None:
    api = api_with(environment="production")
    assert api.codes("{ __schema { __typename } }") == ["GRAPHQL_VALIDATION_FAILED"]
    assert "Did you mean" not in str(api.execute("{ mee { id } }"))
    page = api.request("GET", "/graphql", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert api.request("GET", "/schema.graphql").status_code == 200


@pytest.mark.parametrize("path", ["/graphql/", "/health/live/"])
def test_nobody_is_sent_to_the_host_that_a_request_names(api: Api, path: str) -> None:
    response = api.request("POST", path, headers={"Host": "evil.example.com"})
    assert (response.status_code, response.headers.get("location")) == (404, None)
