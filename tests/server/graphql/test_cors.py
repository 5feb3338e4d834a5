"""Pages of the configured origins may ask, those of others may not read."""

from collections.abc import Callable

import httpx
import pytest

from tests.support.api import Api

OURS, THEIRS = "https://app.example.com", "https://evil.example.com"


@pytest.fixture
def shared(api_with: Callable[..., Api]) -> Api:
    return api_with(cors_origins=f"{OURS}, https://other.example.com")


def preflight(api: Api, origin: str, **asked: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST", **asked}
    return api.request("OPTIONS", "/graphql", headers=headers)


def test_a_page_may_send_what_clients_send(shared: Api) -> None:
    sent = "authorization, content-type, x-request-id, x-graphql-cost"
    response = preflight(shared, OURS, **{"Access-Control-Request-Headers": sent})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, OURS)
    allowed = response.headers["access-control-allow-headers"].lower().split(", ")
    assert set(sent.split(", ")) <= set(allowed)
    assert {"GET", "POST"} <= set(response.headers["access-control-allow-methods"].split(", "))
    assert "origin" in response.headers["vary"].lower()


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
    response = preflight(api_with(), OURS)
    assert "access-control-allow-origin" not in response.headers
