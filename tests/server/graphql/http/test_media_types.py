"""Whatever has errors comes in the media type that the client asked for, wherever it fails."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.support.api import Api
from tests.support.streamed import EVENTS, MULTIPART

OLDER, NEWER = "application/json", "application/graphql-response+json"
BODY = {"Content-Type": "application/json"}
LOGOUT = "mutation { logout { errors { code } } }"
TYPENAME = b'{"query": "{ __typename }"}'

Request = tuple[str, str, dict[str, Any], int]


def posted(content: bytes, status: int, **headers: str) -> Request:
    return "POST", "/graphql", {"content": content, "headers": {**BODY, **headers}}, status


REFUSED: dict[str, Request] = {
    "no JSON": posted(b"{", 400),
    "nothing": posted(b"", 400),
    "not UTF-8": posted(b'{"query": "\xff"}', 400),
    "UTF-16": posted('{"query": "{ __typename }"}'.encode("utf-16"), 400),
    "no object": posted(b"1", 400),
    "no document": posted(b"{}", 400),
    "a document of another type": posted(b'{"query": 1}', 400),
    "variables of another type": posted(b'{"query": "{ __typename }", "variables": []}', 400),
    "an odd hash": posted(b'{"extensions": {"persistedQuery": 1}}', 400),
    "an empty batch": posted(b"[]", 400),
    "a batch of odd things": posted(b"[1]", 400),
    "too many": posted(b"[" + b",".join([TYPENAME] * 11) + b"]", 400),
    "too long": posted(b" " * (1024 * 1024 + 1), 413),
    "an encoding": posted(TYPENAME, 415, **{"Content-Encoding": "gzip"}),
    "text": posted(TYPENAME, 415, **{"Content-Type": "text/plain"}),
    "a form": posted(b"query=x", 415, **{"Content-Type": "application/x-www-form-urlencoded"}),
    "files": posted(b"", 415, **{"Content-Type": "multipart/form-data; boundary=x"}),
    "a method": ("PUT", "/graphql", {"content": TYPENAME}, 405),
    "a mutation by GET": ("GET", "/graphql", {"params": {"query": LOGOUT}}, 405),
    "variables that are no JSON": ("GET", "/graphql", {"params": {"variables": "{"}}, 400),
    "nothing in the address": ("GET", "/graphql", {}, 400),
    "a path": ("POST", "/graph", {"content": TYPENAME}, 404),
    "a method of another page": ("POST", "/health", {}, 405),
}


def send(api: Api, request: Request, accept: str) -> httpx.Response:
    method, path, options, status = request
    headers = {**options.get("headers", {}), "Accept": accept}
    response = api.request(method, path, **{**options, "headers": headers})
    assert response.status_code == status
    assert "accept" in response.headers["vary"].lower()
    return response


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (NEWER, NEWER),
        (f"{NEWER}, {OLDER};q=0.9", NEWER),
        (f"multipart/mixed, {NEWER}, {OLDER}, {EVENTS}", NEWER),
        (OLDER, OLDER),
        ("*/*", OLDER),
        (MULTIPART, OLDER),
    ],
)
def test_what_is_refused_before_it_is_read(
    api: Api, name: str, accept: str, media_type: str
) -> None:
    response = send(api, REFUSED[name], accept)
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert response.json().keys() == {"errors"}


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - {"an odd hash"}))
@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (EVENTS, OLDER),
        ("multipart/mixed", OLDER),
        (f"{EVENTS}, {OLDER};q=0.5", OLDER),
        (f"{EVENTS}, {NEWER};q=0.5", NEWER),
    ],
)
def test_a_refusal_is_no_stream(api: Api, name: str, accept: str, media_type: str) -> None:
    response = send(api, REFUSED[name], accept)
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert response.json().keys() == {"errors"}


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        (NEWER, "subscription { myProfileChanged { kind } }", NEWER),
        (OLDER, "subscription { myProfileChanged { kind } }", OLDER),
        ("text/csv", "{ __typename }", OLDER),
        ("multipart/mixed", "{ __typename }", OLDER),
    ],
)
def test_what_cannot_be_answered_is_said_in_what_is_left(
    api: Api, accept: str, query: str, media_type: str
) -> None:
    asked = {"json": {"query": query}, "headers": {"Accept": accept}}
    response = api.request("POST", "/graphql", **asked)
    assert response.status_code == 406
    assert response.headers["content-type"].partition(";")[0] == media_type


def test_a_batch_is_no_stream(api: Api) -> None:
    asked = {"content": b"[" + TYPENAME + b"]", "headers": {**BODY, "Accept": EVENTS}}
    response = api.request("POST", "/graphql", **asked)
    assert (response.status_code, response.headers["content-type"]) == (406, OLDER)


@pytest.mark.parametrize("accept", [OLDER, NEWER])
def test_what_fails_outside_of_graphql(api_with: Callable[..., Api], accept: str) -> None:
    api = api_with()
    services = api.services
    del api.application.state.services
    try:
        asked = {"content": TYPENAME, "headers": {**BODY, "Accept": accept}}
        response = api.request("POST", "/graphql", **asked)
    finally:
        api.application.state.services = services
    assert response.status_code == 500
    assert response.headers["content-type"].partition(";")[0] == accept


@pytest.mark.parametrize("accept", [OLDER, NEWER])
@pytest.mark.parametrize("origin", ["https://evil.example.com", "null"])
def test_a_refused_preflight(api: Api, accept: str, origin: str) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST", "Accept": accept}
    response = api.request("OPTIONS", "/graphql", headers=headers)
    assert response.status_code == 400
    assert response.headers["content-type"].partition(";")[0] == accept
    assert {"accept", "origin"} <= set(response.headers["vary"].lower().split(", "))
    assert response.json()["errors"][0]["message"] == "Disallowed CORS origin."
