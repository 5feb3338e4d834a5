"""What caches between us and a client may keep: what anybody may see, and only after asking."""

from typing import Any

import httpx
import pytest

from tests.support.api import Api
from tests.support.make import Make

NAMES = "{ profiles { nodes { firstName } } }"
PUBLIC = "public, max-age=0, must-revalidate"


def get(api: Api, document: str = NAMES, **headers: str) -> httpx.Response:
    return api.request("GET", "/graphql", params={"query": document}, headers=headers)


def test_an_answer_that_still_holds_is_not_sent_again(api: Api, make: Make) -> None:
    make.profile(first_name="Ada")
    first = get(api)
    assert first.headers["cache-control"] == PUBLIC
    again = get(api, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    kept = ("etag", "cache-control", "vary")
    assert [again.headers[name] for name in kept] == [first.headers[name] for name in kept]
    assert "content-type" not in again.headers


@pytest.mark.parametrize("form", ["W/{}", '"other", {}', "{}"])
def test_the_tag_is_found_among_others(api: Api, form: str) -> None:
    tag = get(api).headers["etag"]
    assert get(api, **{"If-None-Match": form.format(tag)}).status_code == 304
    assert get(api, **{"If-None-Match": '"other"'}).status_code == 200


def test_an_answer_that_no_longer_holds_is_sent(api: Api, make: Make) -> None:
    tag = get(api).headers["etag"]
    make.profile(first_name="Ada")
    response = get(api, **{"If-None-Match": tag})
    assert response.status_code == 200
    assert response.json() == {"data": {"profiles": {"nodes": [{"firstName": "Ada"}]}}}
    assert response.headers["etag"] != tag


def test_what_a_token_shows_is_never_kept(api: Api, make: Make) -> None:
    token = make.token(make.user())
    for authorization in (f"Bearer {token}", "Bearer garbage", "Basic x"):
        response = get(api, "{ __typename }", Authorization=authorization)
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers


@pytest.mark.parametrize("document", ["{", "{ nothing }", "{ users { totalCount } }"])
def test_an_error_is_never_kept(api: Api, document: str) -> None:
    response = get(api, document)
    assert "errors" in response.json()
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


@pytest.mark.parametrize(
    "asked",
    [
        {"json": {"query": NAMES}},
        {"json": [{"query": NAMES}]},
        {"json": {"query": NAMES}, "headers": {"Accept": "text/event-stream"}},
        {"json": {}},
    ],
)
def test_an_answer_to_post_is_never_kept(api: Api, asked: dict[str, Any]) -> None:
    response = api.request("POST", "/graphql", **asked)
    assert response.headers["cache-control"].startswith("no-store")
    assert "etag" not in response.headers


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_every_answer_varies_with_what_it_depends_on(api: Api, method: str) -> None:
    response = api.request(method, "/graphql", params={"query": "{ __typename }"})
    varies = {name.strip().lower() for name in response.headers["vary"].split(",")}
    assert varies == {"accept", "authorization", "origin", "x-graphql-cost"}


def test_the_cost_is_another_answer(api: Api) -> None:
    plain, with_cost = get(api), get(api, **{"X-GraphQL-Cost": "1"})
    assert "extensions" not in plain.json()
    assert with_cost.json()["extensions"]["cost"] > 0
    assert plain.headers["etag"] != with_cost.headers["etag"]
