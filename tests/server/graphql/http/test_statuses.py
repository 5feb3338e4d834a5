"""The status of a response, under both media types."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from server.application import create_application
from tests.conftest import settings
from tests.support.api import Api
from tests.support.make import Make

OLDER, NEWER = "application/json", "application/graphql-response+json"


def post(api: Api, media_type: str, query: Any, **variables: Any) -> httpx.Response:
    body = query if isinstance(query, list) else {"query": query, "variables": variables}
    return api.request("POST", "/graphql", json=body, headers={"Accept": media_type})


@pytest.mark.parametrize(("media_type", "status"), [(OLDER, 200), (NEWER, 400)])
@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ nothing }",
        "query A { __typename } query B { __typename }",
        "query ($id: ID!) { profile(id: $id) { id } }",
        "{ profiles(first: 100) { nodes { jobs(first: 100) { id } } } }",
    ],
)
def test_a_request_that_is_not_executed_is_400_only_where_clients_expect_it(
    api: Api, media_type: str, status: int, query: str
) -> None:
    response = post(api, media_type, query)
    assert response.status_code == status
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.json().keys() == {"errors"}


@pytest.mark.parametrize("media_type", [OLDER, NEWER])
def test_what_was_executed_is_200_whatever_came_of_it(api: Api, media_type: str) -> None:
    for query in (
        "{ me { id } }",
        "{ users { totalCount } }",
        "{ profiles(first: 0) { totalCount } }",
    ):
        response = post(api, media_type, query)
        assert response.status_code == 200
        assert "data" in response.json()


@pytest.mark.parametrize("media_type", [OLDER, NEWER])
def test_a_token_of_no_use_stays_at_200(api: Api, media_type: str) -> None:
    response = api.request(
        "POST",
        "/graphql",
        json={"query": "{ me { id } }"},
        headers={"Accept": media_type, "Authorization": "Bearer garbage"},
    )
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


@pytest.mark.parametrize(("media_type", "status"), [(OLDER, 200), (NEWER, 400)])
def test_a_hash_that_nobody_knows_is_not_executed_either(
    api: Api, media_type: str, status: int
) -> None:
    """`test_real_clients.py` has the clients that send the document after either of them."""
    hash = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    response = api.request(
        "POST", "/graphql", json={"extensions": hash}, headers={"Accept": media_type}
    )
    assert response.status_code == status
    assert response.json()["errors"][0]["message"] == "PersistedQueryNotFound"


@pytest.mark.parametrize("media_type", [OLDER, NEWER])
def test_a_database_that_is_away_is_503_with_when_to_come_back(media_type: str) -> None:
    api = Api(create_application(settings(database_url="sqlite:////nowhere/at/all.db")))
    asked = {"query": "{ profiles { totalCount } }"}
    one = post(api, media_type, asked["query"])
    all_of_them = post(api, media_type, [asked, asked])
    some_of_them = post(api, media_type, [asked, {"query": "{ __typename }"}])
    api.close()
    assert [r.status_code for r in (one, all_of_them, some_of_them)] == [503, 503, 200]
    assert [r.headers.get("retry-after") for r in (one, all_of_them, some_of_them)] == [
        "5",
        "5",
        None,
    ]


def test_a_failure_is_500(api_with: Callable[..., Api], make: Make) -> None:
    api = api_with()
    services = api.services
    del api.application.state.services
    try:
        responses = [post(api, media_type, "{ __typename }") for media_type in (OLDER, NEWER)]
    finally:
        api.application.state.services = services
    assert [response.status_code for response in responses] == [500, 500]
