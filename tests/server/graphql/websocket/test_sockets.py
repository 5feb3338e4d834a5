"""Sockets speak graphql-transport-ws, and close on whatever is not of it."""

import hashlib
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from server.graphql.websocket.messages import LONGEST_ID_CHARACTERS
from tests.conftest import ORIGIN, SOCKET_LIMIT
from tests.support import sockets
from tests.support.api import Api
from tests.support.make import Make

FOLLOW = "subscription { myProfileChanged { kind } }"
RENAME = """
mutation ($id: ID!) { updateUser(input: { id: $id, username: "ada" }) { errors { code } } }
"""
TYPENAME = "{ __typename }"
DIGEST = hashlib.sha256(TYPENAME.encode()).hexdigest()
ACKNOWLEDGED = {"type": "connection_ack"}


def test_a_query_is_answered_and_complete(live: str) -> None:
    with sockets.opened(live) as socket:
        assert socket.begin() == ACKNOWLEDGED
        assert socket.answers(TYPENAME) == [
            {"id": "once", "type": "next", "payload": {"data": {"__typename": "Query"}}},
            {"id": "once", "type": "complete"},
        ]


def test_a_mutation_is_made_by_whom_the_first_message_names(live: str, make: Make) -> None:
    user = make.user()
    with sockets.opened(live, token=make.token(user)) as socket:
        answer, _ = socket.answers(RENAME, variables={"id": user.id})
        assert answer["payload"] == {"data": {"updateUser": {"errors": []}}}
        later, _ = socket.answers("{ me { username } }")
        assert later["payload"] == {"data": {"me": {"username": "ada"}}}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
        ("{ profiles(first: 100) { nodes { jobs(first: 100) { id } } } }", "COST_EXCEEDED"),
        (FOLLOW, "UNAUTHENTICATED"),
    ],
)
def test_what_cannot_be_run_is_an_error_and_nothing_more(
    live: str, document: str, code: str
) -> None:
    with sockets.opened(live) as socket:
        socket.begin()
        (answer,) = socket.answers(document)
        assert answer["type"] == "error"
        assert [error["extensions"]["code"] for error in answer["payload"]] == [code]
        assert socket.answers(TYPENAME)[-1]["type"] == "complete"


@pytest.mark.parametrize(
    "payload",
    [
        *("x", None, [], {}, 1, {"query": None}, {"query": 1}, {"query": [TYPENAME]}),
        {"documentId": 1},
        *({"query": TYPENAME, "variables": odd} for odd in (1, "{}", [])),
        *({"query": TYPENAME, "extensions": odd} for odd in (1, "{}", [])),
        {"query": TYPENAME, "operationName": 1},
    ],
    ids=str,
)
def test_a_request_of_another_shape_closes_the_socket(live: str, payload: Any) -> None:
    with sockets.opened(live) as socket:
        socket.begin()
        socket.send({"id": "odd", "type": "subscribe", "payload": payload})
        assert socket.receive() == 4400
        assert socket.reason.endswith(".")


@pytest.mark.parametrize(
    "message",
    [
        *("null", "1", '"x"', "[]", "{}", "no JSON", "[" * 100_000, b"\x00"),
        {"type": 1},
        {"type": "start"},
        {"type": "é" * 1000},
        {"type": "subscribe"},
        {"type": "subscribe", "id": []},
        {"type": "subscribe", "id": "1"},
        {"type": "complete"},
        {"type": "subscribe", "id": "", "payload": {"query": TYPENAME}},
        {"type": "ping", "payload": []},
        {"type": "pong", "payload": "x"},
        *({"type": "connection_init", "payload": odd} for odd in ("x", "", [], [1], 0, False)),
    ],
    ids=lambda message: str(message)[:40],
)
def test_what_is_no_message_closes_the_socket(live: str, message: Any) -> None:
    with sockets.opened(live) as socket:
        if not (isinstance(message, dict) and message["type"] == "connection_init"):
            socket.begin()
        socket.send(message)
        assert socket.receive() == 4400


def test_a_message_that_is_too_long_closes_the_socket(live: str) -> None:
    with sockets.opened(live) as socket:
        socket.begin()
        socket.subscribe(TYPENAME + "#" + "x" * 1024 * 1024)
        assert socket.receive() == 1009


def test_nothing_is_answered_before_the_first_message(live: str) -> None:
    with sockets.opened(live) as socket:
        socket.subscribe(TYPENAME)
        assert socket.receive() == 4401


def test_a_second_first_message_closes_the_socket(live: str) -> None:
    with sockets.opened(live) as socket:
        socket.begin()
        assert socket.begin() == 4429


def test_an_id_in_use_closes_the_socket(live: str, make: Make) -> None:
    with sockets.opened(live, token=make.token(make.user())) as socket:
        for _ in range(2):
            socket.subscribe(FOLLOW, "x" * LONGEST_ID_CHARACTERS)
        assert socket.receive() == 4409


def test_nothing_counts_that_came_with_what_closed_the_socket(
    live: str, api: Api, make: Make
) -> None:
    user = make.user()
    begin = {
        "type": "connection_init",
        "payload": {"Authorization": f"Bearer {make.token(user)}"},
    }
    payload = {"query": RENAME, "variables": {"id": user.id}}
    with sockets.opened(live) as socket:
        rename = {"id": "1", "type": "subscribe", "payload": payload}
        socket.send_together(rename, begin, rename)
        assert socket.receive() == 4401
    with sockets.opened(live) as socket:
        socket.begin()
        socket.answers(TYPENAME)
    document = "query ($id: ID!) { user(id: $id) { username } }"
    asked = api.data(document, {"id": user.id}, make.token(user))
    assert asked["user"] == {"username": user.username}


def test_messages_are_not_compressed(live: str) -> None:
    with sockets.opened(live) as socket:
        assert socket.extensions == []


def test_a_ping_is_answered(live: str) -> None:
    with sockets.opened(live) as socket:
        socket.send({"type": "ping"})
        assert socket.receive() == {"type": "pong"}


def test_the_legacy_protocol_is_refused(live: str) -> None:
    with sockets.opened(live, "graphql-ws") as socket:
        assert socket.receive() == 4406


def test_pages_of_other_origins_are_refused_and_our_own_are_not(live: str) -> None:
    with sockets.opened(live, origin=live) as socket:
        assert socket.begin() == ACKNOWLEDGED
    with sockets.opened(live, origin=ORIGIN) as socket:
        assert socket.begin() == ACKNOWLEDGED
    with pytest.raises(InvalidStatus, match="403"), sockets.opened(live, origin="null"):
        pass


def test_a_socket_runs_so_many_operations_and_refuses_the_next(live: str, make: Make) -> None:
    with sockets.opened(live, token=make.token(make.user())) as socket:
        for number in range(SOCKET_LIMIT + 1):
            socket.subscribe(FOLLOW, str(number))
        refused = socket.receive()
        assert (refused["id"], refused["type"]) == (str(SOCKET_LIMIT), "error")
        assert refused["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        socket.send({"id": "0", "type": "complete"})
        assert socket.answers(TYPENAME)[-1]["type"] == "complete"


def test_a_document_may_be_persisted_and_asked_for_by_its_hash(live: str) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": DIGEST}}
    with sockets.opened(live) as socket:
        socket.begin()
        first = socket.answers(TYPENAME, extensions=extensions)
        socket.send({"id": "once", "type": "subscribe", "payload": {"extensions": extensions}})
        assert [socket.receive(), socket.receive()] == first
        assert first[0]["payload"] == {"data": {"__typename": "Query"}}
