"""Automatic persisted queries: a hash is enough for a document that was sent once."""

from collections.abc import Callable
from typing import Any

import pytest

from server.graphql.documents.kept import LONGEST_KEPT_CHARACTERS
from tests.support.api import Api
from tests.support.hashes import codes, persisted, send, sha256
from tests.support.make import Make

NAMES = "query Names($first: Int) { profiles(first: $first) { nodes { firstName } } }"
HASH = sha256(NAMES)
ADA = {"data": {"profiles": {"nodes": [{"firstName": "Ada"}]}}}
UNKNOWN = {
    "errors": [
        {
            "message": "PersistedQueryNotFound",
            "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
        }
    ]
}


@pytest.fixture
def fresh(api_with: Callable[..., Api]) -> Api:
    """An application that no document was sent to yet."""
    return api_with()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("way_in", ["GET", "POST"])
def test_a_document_is_sent_once_and_named_from_then_on(
    fresh: Api, make: Make, way_in: str, method: str
) -> None:
    make.profile(first_name="Ada")
    variables = {"first": 5}
    unknown = send(fresh, persisted(HASH, variables=variables), method)
    assert (unknown.status_code, unknown.json()) == (200, UNKNOWN)
    assert send(fresh, persisted(HASH, query=NAMES, variables=variables), way_in).json() == ADA
    named = send(fresh, persisted(HASH, variables=variables), method)
    assert (named.status_code, named.json()) == (200, ADA)
    refused = send(fresh, persisted(HASH, variables={"first": 0}), method)
    assert codes(refused) == ["BAD_USER_INPUT"]


def test_a_hash_may_be_in_capitals(fresh: Api) -> None:
    send(fresh, persisted(HASH.upper(), query=NAMES))
    assert codes(send(fresh, persisted(HASH))) == []
    assert codes(send(fresh, persisted(HASH.upper()))) == []


def test_a_document_that_is_not_what_its_hash_says_is_not_persisted(fresh: Api) -> None:
    other = "{ __typename }"
    response = send(fresh, persisted(HASH, query=other))
    assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])
    assert codes(send(fresh, persisted(HASH))) == ["PERSISTED_QUERY_NOT_FOUND"]
    assert codes(send(fresh, persisted(sha256(other)))) == ["PERSISTED_QUERY_NOT_FOUND"]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"version": 2, "sha256Hash": HASH},
        {"version": "1", "sha256Hash": HASH},
        {"sha256Hash": HASH},
        {"version": 1},
        {"version": 1, "sha256Hash": None},
        {"version": 1, "sha256Hash": 1},
        {"version": 1, "sha256Hash": ""},
        {"version": 1, "sha256Hash": HASH[1:]},
        {"version": 1, "sha256Hash": HASH + "0"},
        {"version": 1, "sha256Hash": "x" * 64},
        {"version": 1, "sha256Hash": "0" * 500_000},
        [],
        "x",
        1,
    ],
)
def test_what_is_no_hash_is_a_bad_request(fresh: Api, said: Any) -> None:
    for more in ({}, {"query": NAMES}):
        response = send(fresh, {"extensions": {"persistedQuery": said}, **more})
        assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize(
    "document",
    [
        "{",
        "{ nothing }",
        "query A { __typename } query B { __typename }",
        "{ profiles(first: 100) { nodes { jobs(first: 100) { id } } } }",
        "{ __typename } #" + "x" * LONGEST_KEPT_CHARACTERS,
    ],
)
def test_only_a_document_that_was_answered_and_is_not_too_long_is_kept(
    fresh: Api, document: str
) -> None:
    digest = sha256(document)
    first = send(fresh, persisted(digest, query=document))
    assert codes(send(fresh, persisted(digest, query=document))) == codes(first)
    assert send(fresh, persisted(digest)).json() == UNKNOWN


def test_a_mutation_is_persisted_too_but_does_not_come_by_get(fresh: Api) -> None:
    mutation = "mutation { logout { errors { code } } }"
    digest = sha256(mutation)
    assert send(fresh, persisted(digest, query=mutation), "GET").status_code == 405
    assert codes(send(fresh, persisted(digest))) == ["PERSISTED_QUERY_NOT_FOUND"]
    assert codes(send(fresh, persisted(digest, query=mutation))) == ["UNAUTHENTICATED"]
    assert codes(send(fresh, persisted(digest))) == ["UNAUTHENTICATED"]
    assert send(fresh, persisted(digest), "GET").status_code == 405


def test_a_batch_names_documents_too(fresh: Api) -> None:
    batch = [persisted(HASH), persisted(HASH, query=NAMES), {"query": "{ __typename }"}]
    empty = {"data": {"profiles": {"nodes": []}}}
    plain = {"data": {"__typename": "Query"}}
    answers = [fresh.request("POST", "/graphql", json=batch).json() for _ in range(2)]
    assert answers == [[UNKNOWN, empty, plain], [empty, empty, plain]]


def test_a_stream_persists_and_names_documents_too(fresh: Api) -> None:
    streamed = {"Accept": "text/event-stream"}
    for parameters in (persisted(HASH, query=NAMES), persisted(HASH)):
        response = fresh.request("POST", "/graphql", json=parameters, headers=streamed)
        assert '"data":{"profiles"' in response.text
    assert codes(send(fresh, persisted(HASH))) == []


def test_caches_may_keep_what_a_hash_names_but_not_that_it_is_unknown(fresh: Api) -> None:
    unknown = send(fresh, persisted(HASH), "GET")
    assert unknown.headers["cache-control"] == "no-store"
    send(fresh, persisted(HASH, query=NAMES))
    named = send(fresh, persisted(HASH), "GET")
    assert named.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "etag" in named.headers


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_where_nothing_is_persisted_clients_are_told_to_send_documents(
    api_with: Callable[..., Api], method: str
) -> None:
    api = api_with(persisted_queries=False)
    for more in ({}, {"query": NAMES}):
        response = send(api, persisted(HASH, **more), method)
        assert codes(response) == ["PERSISTED_QUERY_NOT_SUPPORTED"]
    assert codes(send(api, {"query": NAMES}, method)) == []
