"""Requests that hold no operation are refused in JSON, and never with a 500."""

import pytest

from tests.support.api import Api

JSON = {"Content-Type": "application/json"}


ODD_BODIES = [
    b"",
    b"null",
    b"1",
    b'"x"',
    b"[]",
    b"[1]",
    b"\xff\xfe",
    b"{",
    b"{}",
    b"[" * 100_000,
    b'{"query": 1}',
    b'{"query": "{ me { id } }", "variables": []}',
    b'{"query": "{ me { id } }", "operationName": 1}',
]


@pytest.mark.parametrize("body", ODD_BODIES)
def test_an_odd_body_is_a_bad_request(api: Api, body: bytes) -> None:
    response = api.request("POST", "/graphql", content=body, headers=JSON)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/json"
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["BAD_REQUEST"]


def test_a_body_beyond_the_limit_is_refused(api: Api) -> None:
    body = b'{"query": "' + b" " * 1024 * 1024 + b'"}'
    response = api.request("POST", "/graphql", content=body, headers=JSON)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (
        413,
        "BAD_REQUEST",
    )


def test_only_get_and_post_are_answered(api: Api) -> None:
    response = api.request("PUT", "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")


def test_a_query_may_come_by_get_and_a_mutation_may_not(api: Api) -> None:
    query = api.request("GET", "/graphql", params={"query": "{ __typename }"})
    mutation = api.request(
        "GET", "/graphql", params={"query": "mutation { logout { __typename } }"}
    )
    assert (query.status_code, query.json()) == (200, {"data": {"__typename": "Query"}})
    assert mutation.status_code in {400, 405}
    assert mutation.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


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
def test_every_request_error_has_a_code_and_no_data(api: Api, document: str, code: str) -> None:
    body = api.execute(document)
    assert "data" not in body
    assert {error["extensions"]["code"] for error in body["errors"]} == {code}


def test_an_error_is_the_same_the_second_time(api: Api) -> None:
    first, second = api.execute("{ nothing }"), api.execute("{ nothing }")
    assert first == second


def test_an_authentication_error_is_a_graphql_error_at_200(api: Api) -> None:
    response = api.run(api.post("{ me { id } }", token="garbage"))
    assert response.status_code == 200
    assert response.json() == {
        "data": {"me": None},
        "errors": [
            {
                "message": "Sign in and send a valid access token.",
                "locations": [{"line": 1, "column": 3}],
                "path": ["me"],
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ],
    }


def test_production_hides_the_schema_from_introspection_suggestions_and_the_explorer(
    api_with,
) -> None:
    api = api_with(environment="production")
    assert api.codes("{ __schema { __typename } }") == ["GRAPHQL_VALIDATION_FAILED"]
    assert "Did you mean" not in str(api.execute("{ mee { id } }"))
    page = api.request("GET", "/graphql", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert api.request("GET", "/schema.graphql").status_code == 200


def test_cors_answers_the_configured_origins_alone(api_with) -> None:
    api = api_with(cors_origins="https://app.example.com")
    origins = [
        api.request(
            "OPTIONS",
            "/graphql",
            headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
        ).headers.get("access-control-allow-origin")
        for origin in ("https://app.example.com", "https://evil.example.com")
    ]
    assert origins == ["https://app.example.com", None]
