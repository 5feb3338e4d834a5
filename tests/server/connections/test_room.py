"""Room for what clients do not take is made in steps that grow with the connections alone."""

import sys
from typing import Any

import pytest

from resolvers.operation.turns import Turns
from server.connections.registry import SHARE, Connections
from tests.conftest import settings

LIMIT = 1024 * 1024


class Transport:
    """Of a client that takes nothing of `waiting` bytes."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        self.is_cut_off = False

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def abort(self) -> None:
        self.is_cut_off = True


def entered(sizes: list[int], of_each: int = 1) -> tuple[Connections, list[Transport]]:
    """Connections for which `sizes` wait, so many of them from each address."""
    connections = Connections(
        settings(limit_held_bytes=LIMIT, limit_connections=len(sizes), trusted_proxies=[]), Turns()
    )
    transports = [Transport(size) for size in sizes]
    for number, transport in enumerate(transports):
        address = number // of_each
        host = f"10.{address >> 8}.{address & 255}.1"
        what: Any = transport
        assert connections.enter(what, host, what) is not None
    return connections, transports


def steps(connections: Connections) -> int:
    """How many functions are called to make room."""
    count = 0

    def called(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(called)
    try:
        connections.make_room()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("each", [1, 2 * LIMIT // 100])
def test_steps_grow_with_the_connections_alone(each: int) -> None:
    few, many = (steps(entered([each] * number)[0]) for number in (200, 2000))
    assert many <= 11 * few
    assert many <= 12 * 2000


def test_within_the_limits_nobody_is_cut_off() -> None:
    connections, transports = entered([LIMIT // 10] * 10)
    connections.make_room()
    assert not any(each.is_cut_off for each in transports)


def test_who_lets_most_wait_is_cut_off_until_all_fits() -> None:
    connections, transports = entered([LIMIT // 8 + number for number in range(10)])
    connections.make_room()
    assert [each.is_cut_off for each in transports] == [False] * 7 + [True] * 3


def test_an_address_has_its_share() -> None:
    connections, transports = entered([LIMIT // SHARE // 2] * 4 + [LIMIT // SHARE // 2 + 1], 3)
    connections.make_room()
    assert [each.is_cut_off for each in transports].count(True) == 2
    assert sum(each.waiting for each in transports[:3] if not each.is_cut_off) <= LIMIT // SHARE
