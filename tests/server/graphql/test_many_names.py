"""What a client makes up many of is never walked through: the steps do not grow with its number."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from server.graphql.parameters import Parameters
from server.graphql.websocket import token
from server.graphql.websocket.messages import LONGEST_ID_CHARACTERS, is_message
from tests.support import sockets

FEW, MANY = 200, 50_000


def names(count: int) -> dict[str, Any]:
    return {f"n{number}": number for number in range(count)}


def forget(given: dict[str, Any]) -> Callable[[], object]:
    return lambda: Parameters.of(given).forget_but({"id"})


def look(payload: dict[str, Any]) -> Callable[[], object]:
    def find() -> None:
        with pytest.raises(token.Misplaced) as refused:
            token.find(payload, None)
        assert refused.value.sentence == token.TOO_MANY

    return find


WAYS: dict[str, Callable[[int], Callable[[], object]]] = {
    "variables": lambda n: forget({"query": "{", "variables": names(n)}),
    "extensions": lambda n: forget({"query": "{", "extensions": names(n)}),
    "a persisted query": lambda n: forget(
        {"query": "{", "extensions": {"persistedQuery": names(n)}}
    ),
    "other parameters": lambda n: forget({"query": "{", **names(n)}),
    "a first message": lambda n: look(names(n)),
    "an object of a first message": lambda n: look({"client": names(n)}),
}


def steps(work: Callable[[], object]) -> int:
    """The functions that are called."""
    count = 0

    def called(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("way", WAYS)
def test_steps_do_not_grow_with_the_names(way: str) -> None:
    few, many = WAYS[way](FEW), WAYS[way](MANY)
    steps(few)  # what is looked up once
    assert steps(many) <= steps(few) + 5


def test_what_is_read_of_many_is_kept() -> None:
    parameters = Parameters.of(
        {
            "query": "{",
            "variables": {**names(FEW), "id": "x", "other": None},
            "extensions": {**names(FEW), "persistedQuery": {**names(FEW), "sha256Hash": "y"}},
        }
    )
    parameters.forget_but({"id", "other", "missing"})
    assert parameters.variables == {"id": "x", "other": None}
    assert parameters.extensions == {"persistedQuery": {"sha256Hash": "y"}}


def test_a_first_message_of_too_many_names_says_so(live: str) -> None:
    with sockets.opened(live) as socket:
        socket.send({"type": "connection_init", "payload": names(token.MOST_NAMES + 1)})
        assert socket.receive() == 4400
        assert socket.reason == token.TOO_MANY
    with sockets.opened(live) as socket:
        socket.send({"type": "connection_init", "payload": {"a": names(token.MOST_NAMES)}})
        assert socket.receive() == {"type": "connection_ack"}


@pytest.mark.parametrize("type_", ["subscribe", "complete"])
def test_an_id_is_no_longer_than_clients_make_it(type_: str) -> None:
    assert is_message({"type": type_, "id": "i" * LONGEST_ID_CHARACTERS})
    assert not is_message({"type": type_, "id": "i" * (LONGEST_ID_CHARACTERS + 1)})
