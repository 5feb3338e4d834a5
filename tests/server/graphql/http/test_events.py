"""Server-sent events, in the distinct connections mode of GraphQL over SSE."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.support.api import Api
from tests.support.make import Make
from tests.support.streamed import EVENTS, ask, events

TYPENAME = "{ __typename }"
FOLLOW = "subscription { myProfileChanged { kind } }"
RENAME = """
mutation ($id: ID!) { updateUser(input: { id: $id, username: "ada" }) { user { username } } }
"""
URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, "
    "text/event-stream, multipart/mixed"
)


@contextmanager
def dawdling(api: Api, seconds: float) -> Iterator[None]:
    """All SQL takes so long."""
    engine = api.services.database.engine

    def dawdle(*_: Any) -> None:
        time.sleep(seconds)

    event.listen(engine, "before_cursor_execute", dawdle)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", dawdle)


@pytest.mark.parametrize(
    "accept",
    [
        "text/event-stream",
        "TEXT/Event-Stream",
        "text/event-stream, application/json;q=0.9",
        "text/event-stream, */*;q=0.1",
        "text/event-stream;q=0.2, application/json;q=0.1",
    ],
)
def test_who_prefers_events_gets_a_query_as_one_to_the_byte(api: Api, accept: str) -> None:
    response = ask(api, TYPENAME, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["cache-control"] == "no-store, no-transform"
    assert response.headers["x-accel-buffering"] == "no"
    assert "content-length" not in response.headers
    assert response.content == (
        b'event: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata:\n\n'
    )


@pytest.mark.parametrize(
    "accept",
    [
        URQL,
        "text/event-stream, application/json",
        "text/event-stream;q=0.5, application/json",
        "text/event-stream;q=0.5, */*",
        "text/event-stream;q=0, */*;q=0.1",
        "text/*, application/json;q=0.1",
    ],
)
def test_who_takes_json_as_gladly_gets_a_query_in_json(api: Api, accept: str) -> None:
    assert ask(api, TYPENAME, accept).headers["content-type"].startswith("application/")


@pytest.mark.parametrize("accept", [EVENTS, URQL, "text/event-stream;q=0.1, application/json"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_subscription_is_streamed_to_whoever_takes_events_at_all(
    api: Api, accept: str, method: str
) -> None:
    way = "json" if method == "POST" else "params"
    asked = {"headers": {"Accept": accept}, way: {"query": FOLLOW}}
    (answer,) = events(api.request(method, "/graphql", **asked))
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "text/*, */*", "text/event-stream;q=0, */*"]
)
def test_who_takes_no_events_cannot_subscribe(api: Api, accept: str) -> None:
    response = ask(api, FOLLOW, accept)
    assert response.status_code == 406
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
        ("{ profiles(first: 100) { nodes { jobs(first: 100) { id } } } }", "COST_EXCEEDED"),
    ],
)
def test_what_cannot_be_run_is_an_event_too(api: Api, document: str, code: str) -> None:
    (answer,) = events(ask(api, document, EVENTS))
    assert answer.keys() == {"errors"}
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]


def test_a_mutation_may_be_answered_with_an_event(api: Api, make: Make) -> None:
    user = make.user()
    (answer,) = events(ask(api, RENAME, EVENTS, {"id": user.id}, make.token(user)))
    assert answer == {"data": {"updateUser": {"user": {"username": "ada"}}}}


def test_line_ends_in_the_data_stay_inside_of_it(api: Api, make: Make) -> None:
    make.profile(bio="one\r\ntwo\rthree\n\nevent: complete\n")
    (answer,) = events(ask(api, "{ profiles { nodes { bio } } }", EVENTS))
    (node,) = answer["data"]["profiles"]["nodes"]
    assert node["bio"] == "one\r\ntwo\rthree\n\nevent: complete\n"


def test_a_silent_stream_says_that_it_is_still_there(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.graphql.http.streams.HEARTBEAT_SECONDS", 0.05)
    with dawdling(api, 0.5):
        response = ask(api, "{ profiles { totalCount } }", EVENTS)
    silence, _, rest = response.text.partition("event: ")
    assert set(silence.split("\n\n")) == {":", ""}
    assert rest.startswith('next\ndata: {"data":{"profiles":{"totalCount":0}}}\n\n')
