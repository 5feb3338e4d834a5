"""Every phase of a socket has an end, in time and in bytes, on a real server."""

import contextlib
import json
import time
from collections.abc import Iterator
from socket import SO_RCVBUF, SOL_SOCKET
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from tests.support import sockets
from tests.support.http import ask
from tests.support.server_process import silent
from tests.support.sockets import Socket

REGISTER = """
mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }
"""
FOLLOW = "subscription { myProfileChanged { kind } }"
PING: dict[str, Any] = {"type": "ping"}
TYPES = "__schema { types { description fields { description args { description } } } }"
LARGE = f"{{ {' '.join(f'a{number}: {TYPES}' for number in range(4))} }}"
"""Answered with 160 kB, so that fifty are more than the system holds for who does not read."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with no patience."""
    settings = {
        "LIMIT_OPENING_SECONDS": "1",
        "LIMIT_SECONDS": "2",
        "LIMIT_UNREAD_SECONDS": "1",
        "LIMIT_SOCKET_IDLE_SECONDS": "1",
        "LIMIT_SOCKET_MESSAGES": "20",
        "LIMIT_BODY_BYTES": "100000",
    }
    with silent(tmp_path_factory.mktemp("served"), **settings) as server:
        yield server.address


@pytest.fixture(scope="module")
def token(address: str) -> str:
    account = {"username": "u", "email": "u@example.com", "password": "correct horse battery"}
    found: str = ask(address, REGISTER, input=account)["register"]["accessToken"]
    return found


def raw(socket: Socket, *frames: Frame) -> None:
    """Frames as they are."""
    data = b"".join(frame.serialize(mask=True) for frame in frames)
    with contextlib.suppress(OSError):  # the socket may be closed already
        socket._connection.socket.sendall(data)


def test_a_socket_that_says_nothing_is_closed(address: str) -> None:
    with sockets.opened(address) as socket:
        assert socket.receive() == 4408


@pytest.mark.parametrize("pings", [False, True])
def test_a_socket_on_which_nothing_runs_is_closed(address: str, pings: bool) -> None:
    with sockets.opened(address) as socket:
        assert socket.begin() == {"type": "connection_ack"}
        with contextlib.suppress(ConnectionClosed):
            for _ in range(30 if pings else 0):
                socket.send(PING)
                time.sleep(0.1)
        received = socket.receive()
        while received == {"type": "pong"}:
            received = socket.receive()
        assert received == 4408


def test_a_socket_on_which_something_runs_stays_until_that_ends(address: str, token: str) -> None:
    with sockets.opened(address, token=token) as socket:
        socket.subscribe(FOLLOW, "1")
        with pytest.raises(TimeoutError):
            socket.receive(2.5)
        socket.send({"type": "complete", "id": "1"})
        assert socket.receive() == 4408


def test_a_socket_that_is_used_now_and_then_stays(address: str) -> None:
    with sockets.opened(address) as socket:
        socket.begin()
        for _ in range(4):
            time.sleep(0.6)
            assert socket.answers("{ __typename }")[-1]["type"] == "complete"


@pytest.mark.parametrize("cut", [1, 3, 20])
def test_a_message_that_does_not_end_closes_the_socket(address: str, token: str, cut: int) -> None:
    message = Frame(Opcode.TEXT, json.dumps(PING).encode() + b" " * 100).serialize(mask=True)
    with sockets.opened(address, token=token) as socket:
        socket.subscribe(FOLLOW)
        socket._connection.socket.sendall(message[:cut])
        assert socket.receive() == 1008


def test_pieces_that_never_end_close_the_socket(address: str, token: str) -> None:
    with sockets.opened(address, token=token) as socket:
        socket.subscribe(FOLLOW)
        raw(socket, Frame(Opcode.TEXT, b"{", fin=False))
        for _ in range(30):
            time.sleep(0.1)
            raw(socket, Frame(Opcode.CONT, b" ", fin=False), Frame(Opcode.PING, b""))
        assert socket.receive() == 1008


def test_a_message_in_pieces_is_taken_whole(address: str) -> None:
    with sockets.opened(address) as socket:
        raw(socket, Frame(Opcode.TEXT, b'{"type":', fin=False))
        raw(socket, Frame(Opcode.CONT, b'"connection_init"', fin=False), Frame(Opcode.CONT, b"}"))
        assert socket.receive() == {"type": "connection_ack"}


@pytest.mark.parametrize("opcode", [Opcode.PING, Opcode.PONG, Opcode.CONT])
def test_frames_that_no_application_sees_come_only_so_fast(address: str, opcode: Opcode) -> None:
    with sockets.opened(address) as socket:
        socket.begin()
        if opcode is Opcode.CONT:
            raw(socket, Frame(Opcode.TEXT, b"", fin=False))
        raw(socket, *[Frame(opcode, b"", fin=opcode is not Opcode.CONT)] * 300)
        assert socket.receive() == 1008


def test_messages_that_come_too_fast_wait(address: str, token: str) -> None:
    with sockets.opened(address, token=token) as socket:
        socket.subscribe(FOLLOW)
        socket.send_together(*[PING] * 210)
        assert [socket.receive() for _ in range(210)] == [{"type": "pong"}] * 210


def test_a_reader_that_does_not_read_is_cut_off(address: str, token: str) -> None:
    with sockets.opened(address, token=token) as socket:
        connection = socket._connection
        connection.socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 65_536)  # the system takes no more
        connection.recv_bufsize = 1
        held = connection.recv_messages.pause  # nothing is read by the library any more
        held()
        for number in range(80):
            message = {"id": str(number), "type": "subscribe", "payload": {"query": LARGE}}
            try:
                socket.send(message)
            except Exception:
                break
            time.sleep(0.1)  # few at once, so that each has the time that it takes
        time.sleep(4)
        connection.recv_messages.resume()
        received = socket.receive()
        while isinstance(received, dict):
            received = socket.receive()
        assert received is None


@pytest.mark.parametrize("variables", [{"undeclared": "y" * 90_000}, {}])
def test_undeclared_variables_are_no_hindrance(
    address: str, token: str, variables: dict[str, str]
) -> None:
    with sockets.opened(address, token=token) as socket:
        socket.subscribe(FOLLOW, "1", variables=variables, extensions={"more": "z" * 1000})
        with pytest.raises(TimeoutError):
            socket.receive(0.5)


def test_what_a_subscription_would_keep_has_a_length(address: str, token: str) -> None:
    long = f"{FOLLOW} #{'x' * 10_000}"
    with sockets.opened(address, token=token) as socket:
        socket.subscribe(long)
        answer = socket.receive()
        assert answer["type"] == "error"
        assert answer["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"
