"""Pages of the configured origins may ask, those of others may not read."""

from collections.abc import Callable

import httpx
import pytest

from tests.support.api import Api

OURS, THEIRS = "https://app.example.com", "https://evil.example.com"
SENT = [
    *("authorization", "content-type", "accept-language", "x-request-id", "x-graphql-cost"),
    *("apollographql-client-name", "apollographql-client-version", "apollo-require-preflight"),
    *("x-apollo-operation-name", "graphql-client-name", "graphql-client-version"),
    *("x-requested-with", "traceparent", "tracestate", "baggage", "sentry-trace"),
]
LOCAL = [
    f"{scheme}://{host}{port}"
    for scheme in ("http", "https")
    for host in ("localhost", "127.0.0.1", "[::1]")
    for port in ("", ":3000", ":65535")
]


@pytest.fixture
def shared(api_with: Callable[..., Api]) -> Api:
    return api_with(cors_origins=f"{OURS}, https://other.example.com")


def preflight(api: Api, origin: str, **asked: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST", **asked}
    return api.request("OPTIONS", "/graphql", headers=headers)


def test_a_page_may_send_what_clients_send(shared: Api) -> None:
    response = preflight(shared, OURS, **{"Access-Control-Request-Headers": ", ".join(SENT)})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, OURS)
    allowed = response.headers["access-control-allow-headers"].lower().split(", ")
    assert set(SENT) <= set(allowed)
    assert {"GET", "HEAD", "POST"} <= set(
        response.headers["access-control-allow-methods"].split(", ")
    )
    assert "origin" in response.headers["vary"].lower()


@pytest.mark.parametrize("name", SENT)
def test_each_of_these_by_itself_is_no_reason_to_refuse(shared: Api, name: str) -> None:
    for written in (name, name.title(), f" {name} "):
        response = preflight(shared, OURS, **{"Access-Control-Request-Headers": written})
        assert response.status_code == 200


def test_the_settings_allow_more(api_with: Callable[..., Api]) -> None:
    asked = {"Access-Control-Request-Headers": "x-tenant, authorization"}
    assert preflight(api_with(cors_origins=OURS), OURS, **asked).status_code == 400
    more = api_with(cors_origins=OURS, cors_headers="X-Tenant, x-b3-traceid")
    response = preflight(more, OURS, **asked)
    assert response.status_code == 200
    assert "X-Tenant" in response.headers["access-control-allow-headers"].split(", ")


@pytest.mark.parametrize("origin", LOCAL)
def test_while_it_is_developed_pages_of_this_machine_may_ask(
    api_with: Callable[..., Api], origin: str
) -> None:
    development, production = api_with(), api_with(environment="production", cors_origins=OURS)
    assert preflight(development, origin).headers["access-control-allow-origin"] == origin
    asked = {"json": {"query": "{ __typename }"}, "headers": {"Origin": origin}}
    response = development.request("POST", "/graphql", **asked)
    assert response.headers["access-control-allow-origin"] == origin
    assert "origin" in response.headers["vary"].lower()
    assert preflight(production, origin).status_code == 400


@pytest.mark.parametrize(
    "origin",
    [
        *("http://localhost.example.com", "http://localhost:3000.example.com", "http://127.0.0.10"),
        *(
            "http://xlocalhost",
            "ftp://localhost",
            "http://localhost:",
            "http://localhost:x",
            "null",
        ),
        *("http://localhost/", "http://user@localhost", "http://127.0.0.1.example.com"),
        *("http://[::1]evil.example", "http://localhost:123456", "http://LOCALHOST.evil.example"),
    ],
)
def test_what_only_looks_like_this_machine_may_not(api: Api, origin: str) -> None:
    assert preflight(api, origin).status_code == 400


def test_where_everybody_may_ask_no_answer_names_who_did(api_with: Callable[..., Api]) -> None:
    everybody = api_with(environment="production", cors_origins="*")
    assert preflight(everybody, THEIRS).headers["access-control-allow-origin"] == "*"


def test_pages_of_other_origins_are_refused(shared: Api) -> None:
    response = preflight(shared, THEIRS)
    assert response.status_code == 400
    assert "access-control-allow-origin" not in response.headers
    assert response.json() == {
        "errors": [{"message": "Disallowed CORS origin.", "extensions": {"code": "BAD_REQUEST"}}]
    }


@pytest.mark.parametrize(
    ("body", "status"), [({"query": "{ __typename }"}, 200), ({"query": "{"}, 200), ({}, 400)]
)
def test_a_page_reads_every_answer(shared: Api, body: dict[str, str], status: int) -> None:
    response = shared.request("POST", "/graphql", json=body, headers={"Origin": OURS})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (status, OURS)
    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert {"X-Request-ID", "Retry-After"} <= set(exposed)
    varies = response.headers["vary"].lower().replace(" ", "").split(",")
    assert {"origin", "accept", "authorization"} <= set(varies)


def test_a_page_reads_failures_too(shared: Api) -> None:
    services = shared.services
    del shared.application.state.services
    try:
        asked = {"json": {"query": "{ __typename }"}, "headers": {"Origin": OURS}}
        response = shared.request("POST", "/graphql", **asked)
    finally:
        shared.application.state.services = services
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (500, OURS)
    assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"


def test_no_cookie_is_asked_for(shared: Api) -> None:
    assert "access-control-allow-credentials" not in preflight(shared, OURS).headers


def test_without_origins_nobody_else_may_read(api_with: Callable[..., Api]) -> None:
    response = preflight(api_with(environment="production"), OURS)
    assert response.status_code == 400
    assert "access-control-allow-origin" not in response.headers
