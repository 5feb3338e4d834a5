"""GET reads, HEAD says what GET would, OPTIONS what there is; nothing else is answered."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from db.models import User
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every

PEOPLE = "query People($first: Int!) { profiles(first: $first) { totalCount } }"
OTHERS = "query Others { __typename }"
REGISTER = """
mutation { register(input: {email: "a@example.com", username: "a", password: "correct horse"}) {
  errors { code }
} }
"""
ALLOWED = "GET, HEAD, POST, OPTIONS"


def get(api: Api, accept: str = "*/*", **parameters: str) -> httpx.Response:
    return api.request("GET", "/graphql", params=parameters, headers={"Accept": accept})


def codes(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


def test_a_query_comes_with_its_variables_and_name_in_the_address(api: Api, make: Make) -> None:
    make.profile()
    response = get(
        api,
        query=f"{PEOPLE} {OTHERS}",
        operationName="People",
        variables='{"first": 1}',
        extensions='{"any": "thing"}',
    )
    assert (response.status_code, response.json()) == (
        200,
        {"data": {"profiles": {"totalCount": 1}}},
    )


def test_empty_parameters_are_as_if_not_sent(api: Api) -> None:
    response = get(api, query=OTHERS, operationName="", variables="", extensions="", documentId="")
    assert codes(response) == ["PERSISTED_QUERY_NOT_FOUND"]
    response = get(api, query=OTHERS, operationName="", variables="", extensions="")
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": ""},
        {"variables": "{}"},
        {"query": OTHERS, "variables": "{"},
        {"query": OTHERS, "variables": "[]"},
        {"query": OTHERS, "variables": "NaN"},
        {"query": OTHERS, "variables": "[" * 10_000},
        {"query": OTHERS, "extensions": "1"},
    ],
)
def test_an_odd_address_is_a_bad_request(api: Api, parameters: dict[str, str]) -> None:
    response = get(api, **parameters)
    assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("accept", ["*/*", "text/event-stream", "multipart/mixed, */*"])
def test_a_mutation_does_not_come_by_get(api: Api, accept: str) -> None:
    response = get(api, accept, query=REGISTER)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert codes(response) == ["BAD_REQUEST"]
    assert every(api, User) == []


def test_the_operation_that_is_named_decides(api: Api) -> None:
    both = f"{REGISTER.replace('mutation', 'mutation Register')} {OTHERS}"
    assert get(api, query=both, operationName="Others").status_code == 200
    assert get(api, query=both, operationName="Register").status_code == 405
    assert codes(get(api, query=both)) == ["OPERATION_RESOLUTION_FAILURE"]
    assert every(api, User) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_subscription_is_not_answered_at_once(api: Api, method: str) -> None:
    way = "json" if method == "POST" else "params"
    asked: dict[str, Any] = {"query": "subscription { myProfileChanged { kind } }"}
    response = api.request(method, "/graphql", **{way: asked})
    assert (response.status_code, codes(response)) == (406, ["BAD_REQUEST"])
    assert "text/event-stream" in response.text


def test_head_says_what_get_would_say(api: Api) -> None:
    asked = {"params": {"query": OTHERS}}
    get, head = (api.request(method, "/graphql", **asked) for method in ("GET", "HEAD"))
    named = ("content-type", "content-length", "etag", "vary", "cache-control")
    assert head.status_code == get.status_code == 200
    assert [head.headers[name] for name in named] == [get.headers[name] for name in named]
    assert head.content == b""


@pytest.mark.parametrize(
    ("document", "status"),
    [("subscription { myProfileChanged { kind } }", 406), (REGISTER, 405), (OTHERS, 200)],
)
def test_head_never_streams(api: Api, document: str, status: int) -> None:
    headers = {"Accept": "text/event-stream, application/json;q=0.1"}
    response = api.request("HEAD", "/graphql", params={"query": document}, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/json")


def test_options_says_what_there_is(api: Api) -> None:
    response = api.request("OPTIONS", "/graphql")
    assert (response.status_code, response.headers["allow"], response.content) == (
        204,
        ALLOWED,
        b"",
    )


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_no_other_method_is_answered(api: Api, method: str) -> None:
    response = api.request(method, "/graphql", json={"query": OTHERS})
    assert (response.status_code, response.headers["allow"]) == (405, ALLOWED)
    assert codes(response) == ["BAD_REQUEST"]


def test_who_may_not_read_at_all_is_told_so_by_get_too(api_with: Callable[..., Api]) -> None:
    api = api_with(anonymous_reads=False)
    response = get(api, query=PEOPLE, variables=json.dumps({"first": 1}))
    assert codes(response) == ["UNAUTHENTICATED"]
