"""What an Accept header asks for, by its q-values."""

import pytest

from server import accept
from server.accept import EVENT_STREAM, GRAPHQL_JSON, HTML, JSON, MULTIPART
from tests.support.api import Api

EVERYTHING_OF_URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, "
    "text/event-stream, multipart/mixed"
)


@pytest.mark.parametrize(
    ("header", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("APPLICATION/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        ("application/graphql-response+json", GRAPHQL_JSON),
        ("application/graphql-response+json; charset=utf-8, application/json", GRAPHQL_JSON),
        ("application/json, application/graphql-response+json", GRAPHQL_JSON),
        ("application/graphql-response+json;q=0.9, application/json", JSON),
        ("application/graphql-response+json;q=0.9, application/json;q=0.8", GRAPHQL_JSON),
        ("application/graphql-response+json;q=0.9, */*", JSON),
        ("application/graphql-response+json;q=0, */*", JSON),
        ("application/json;q=0, */*", GRAPHQL_JSON),
        ("text/html, application/json;q=0.001", JSON),
        (EVERYTHING_OF_URQL, GRAPHQL_JSON),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", JSON),
    ],
)
def test_both_media_types_are_chosen_by_their_weights(
    api: Api, header: str | None, media_type: str
) -> None:
    headers = {"Accept": header} if header is not None else {}
    response = api.request("POST", "/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize(
    "header",
    [
        "text/csv",
        "image/*",
        "application/json;q=0",
        "application/json;q=0, application/graphql-response+json;q=0.0",
        "*/*;q=0",
        "application/json;q=nan",
        "application/json;q=inf",
        "application/json;q=-1",
        "application/json;q=2",
        "application/json;q=much",
        "multipart/mixed",
        ",;,",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_accepts_neither_is_refused(api: Api, method: str, header: str) -> None:
    way = "json" if method == "POST" else "params"
    response = api.request(
        method, "/graphql", headers={"Accept": header}, **{way: {"query": "{ __typename }"}}
    )
    assert (response.status_code, response.headers["content-type"]) == (406, "application/json")
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}


def test_several_headers_are_one(api: Api) -> None:
    headers = [("Accept", "text/html"), ("Accept", "application/graphql-response+json")]
    response = api.request("POST", "/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.headers["content-type"].startswith(GRAPHQL_JSON)


@pytest.mark.parametrize("media_type", [EVENT_STREAM, MULTIPART, HTML])
def test_a_wildcard_names_nothing(media_type: str) -> None:
    accepted = accept.read("text/*, multipart/*, */*")
    assert (accepted.quality(media_type), accepted.named(media_type)) == (1.0, 0.0)


def test_the_most_specific_range_decides() -> None:
    accepted = accept.read("*/*;q=0.1, text/*;q=0.2, text/event-stream;q=0.3")
    assert [accepted.quality(each) for each in (EVENT_STREAM, HTML, JSON)] == [0.3, 0.2, 0.1]


def test_of_a_very_long_header_the_beginning_is_read() -> None:
    accepted = accept.read("application/json," + "x/y," * 100_000)
    assert accepted.json() == JSON
    assert len(accepted.weights) <= accept.LONGEST_CHARACTERS
