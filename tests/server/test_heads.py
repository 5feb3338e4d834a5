"""The head of a request may be only so long and so slow, on a real socket."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.server_process import silent

LINE = b"GET /health/live HTTP/1.1\r\nHost: test\r\n"
MEGABYTE = 1024 * 1024
PATIENCE = 20
"""Seconds to wait for what takes one."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with silent(tmp_path_factory.mktemp("served"), LIMIT_OPENING_SECONDS="1") as server:
        yield server.address


def answers(address: str, *pieces: bytes) -> bytes:
    """All that comes back until the server hangs up."""
    port = int(address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        received = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
            while data := connection.recv(65536):
                received += data
        except ConnectionError:
            pass  # the server hung up while there was more to send
        return received


def refusal(answer: bytes) -> tuple[bytes, Any]:
    """The status and the body of an answer in JSON."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/json" in head
    (error,) = json.loads(body)["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    return head.split()[1], error["message"]


def test_a_usual_head_is_read_however_it_is_cut(address: str) -> None:
    last = b"X: " + b"a" * 8000 + b"\r\nConnection: close\r\n\r\n"
    whole = answers(address, LINE + last)
    cut = answers(address, *(LINE + last).partition(b"aaa"))
    many = answers(address, LINE + b"\r\n", LINE + b"\r\n", LINE + last)
    assert [found.count(b"HTTP/1.1 200") for found in (whole, cut, many)] == [1, 1, 3]


@pytest.mark.parametrize(
    "head", [LINE + b"X: " + b"a" * MEGABYTE, LINE + b"X: aaaa\r\n" * (MEGABYTE // 9), b"G" * 100]
)
def test_a_head_without_an_end_is_refused(address: str, head: bytes) -> None:
    found = answers(address, head)
    if found:  # the answer is lost where more was sent than was read
        assert refusal(found)[0] in {b"431", b"400"}
    assert httpx.get(f"{address}/health/live").status_code == 200


def test_a_head_that_is_not_whole_in_time_is_refused(address: str) -> None:
    found = answers(address, LINE)
    assert refusal(found) == (b"408", "The headers did not arrive in time.")


def test_a_connection_that_is_not_used_is_closed(address: str) -> None:
    assert answers(address) == b""


def test_what_is_no_http_is_refused_in_json(address: str) -> None:
    found = answers(address, b"FOO / HTTP/1.1\r\n\r\n")
    assert refusal(found) == (b"400", "Invalid HTTP request received.")
