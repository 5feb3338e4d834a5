"""What clients send is taken a piece at a time, of one connection after another."""

import asyncio
import json
import socket
from typing import Any

import pytest

from resolvers.operation import turns
from resolvers.operation.turns import Turns
from server.connections.intake import Inbox, Intake
from tests.support import sockets

PIECE = 4
SOCKETS, PIECES = 5, 6
PING = {"type": "ping"}


class Transport:
    """Counts what it is told."""

    def __init__(self) -> None:
        self.is_read = True
        self.closed = False

    def pause_reading(self) -> None:
        self.is_read = False

    def resume_reading(self) -> None:
        self.is_read = True

    def is_closing(self) -> bool:
        return self.closed


class Connection:
    """Notes every piece, with its own name, among those of all."""

    def __init__(
        self, name: int, intake: Intake, taken: list[tuple[int, bytes]], address: str = "a"
    ) -> None:
        self.name = name
        self.taken = taken
        self.is_stopped = False
        self.transport: Any = Transport()
        self.inbox = Inbox(
            intake, address, self.transport, PIECE, self.take, lambda: self.is_stopped
        )

    def take(self, piece: bytes) -> None:
        self.taken.append((self.name, piece))


@pytest.fixture
def taken() -> list[tuple[int, bytes]]:
    return []


async def turns_of_the_loop(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def test_one_connection_after_another_has_a_turn(
    monkeypatch: pytest.MonkeyPatch, taken: list[tuple[int, bytes]]
) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.0)
    in_each: list[int] = []

    async def send() -> None:
        intake = Intake(Turns())
        all_of_them = [Connection(name, intake, taken) for name in range(SOCKETS)]
        for each in all_of_them:
            each.inbox.put(bytes(range(PIECE * PIECES)))
        assert not any(each.transport.is_read for each in all_of_them)
        while any(len(each.inbox) for each in all_of_them):
            before = len(taken)
            await turns_of_the_loop(1)
            in_each.append(len(taken) - before)
        assert all(each.transport.is_read for each in all_of_them)

    asyncio.run(send())
    assert max(in_each) == 2  # whoever asks first begins the slice of time, which is none
    assert [name for name, _ in taken] == [*range(SOCKETS)] * PIECES
    for name in range(SOCKETS):
        whole = b"".join(piece for of, piece in taken if of == name)
        assert whole == bytes(range(PIECE * PIECES))


def test_one_address_after_another_has_a_turn_however_many_connections_it_has(
    taken: list[tuple[int, bytes]],
) -> None:
    async def send() -> None:
        intake = Intake(Turns())
        for name in range(1, SOCKETS):
            Connection(name, intake, taken).inbox.put(bytes(PIECE * PIECES))
        Connection(0, intake, taken, "another").inbox.put(bytes(PIECE * PIECES))
        while len(taken) < SOCKETS * PIECES:
            await turns_of_the_loop(1)

    asyncio.run(send())
    assert [name == 0 for name, _ in taken[: 2 * PIECES]] == [False, True] * PIECES


def test_little_is_taken_at_once_unless_others_wait(taken: list[tuple[int, bytes]]) -> None:
    async def send() -> None:
        intake = Intake(Turns())
        first, second = (Connection(name, intake, taken) for name in range(2))
        first.inbox.put(b"abc")
        assert taken == [(0, b"abc")]
        first.inbox.put(b"longer than one piece")
        second.inbox.put(b"abc")
        assert len(taken) == 1
        await turns_of_the_loop(2 * PIECES)
        assert (1, b"abc") in taken[1:4]

    asyncio.run(send())


def test_who_waits_for_the_application_takes_nothing_meanwhile(
    taken: list[tuple[int, bytes]],
) -> None:
    async def send() -> None:
        intake = Intake(Turns())
        stopped, other = (Connection(name, intake, taken) for name in range(2))
        stopped.is_stopped = True
        stopped.inbox.put(b"longer than one piece")
        other.inbox.put(b"longer than one piece")
        await turns_of_the_loop(2 * PIECES)
        assert {name for name, _ in taken} == {1}
        assert other.transport.is_read
        assert not stopped.transport.is_read
        stopped.is_stopped = False
        stopped.inbox.go_on()
        await turns_of_the_loop(2 * PIECES)
        assert b"".join(piece for name, piece in taken if name == 0) == b"longer than one piece"
        assert stopped.transport.is_read

    asyncio.run(send())


def test_of_who_has_gone_nothing_is_taken(taken: list[tuple[int, bytes]]) -> None:
    async def send() -> None:
        intake = Intake(Turns())
        gone, other = (Connection(name, intake, taken) for name in range(2))
        for each in (gone, other):
            each.inbox.put(bytes(PIECE * PIECES))
        gone.inbox.forget()
        gone.transport.closed = True
        await turns_of_the_loop(2 * PIECES)
        assert sum(len(piece) for name, piece in taken if name == 0) == 0
        assert sum(len(piece) for name, piece in taken if name == 1) == PIECE * PIECES

    asyncio.run(send())


def test_messages_that_come_at_once_are_answered_each(live: str) -> None:
    number = 300
    with sockets.opened(live) as opened:
        assert opened.begin() == {"type": "connection_ack"}
        opened.send_together(*[PING] * number)
        assert [opened.receive() for _ in range(number)] == [{"type": "pong"}] * number


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_body_in_chunks_of_any_size_comes_whole(live: str, size: int) -> None:
    body = json.dumps({"query": "{ __typename }" + " " * 9000}).encode()
    port = int(live.rpartition(":")[2])
    head = (
        b"POST /graphql HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(head + chunks + b"0\r\n\r\n")
        while data := connection.recv(65536):
            received += data
    assert json.loads(received.partition(b"\r\n\r\n")[2]) == {"data": {"__typename": "Query"}}


def test_an_address_with_many_parameters_is_refused_unread(live: str) -> None:
    port = int(live.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        address = b"/graphql?query={__typename}" + b"&a" * 5000
        connection.sendall(b"GET %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n" % address)
        received = b""
        while data := connection.recv(65536):
            received += data
    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"at most 20 parameters" in received
