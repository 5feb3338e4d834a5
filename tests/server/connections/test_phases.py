"""Every phase of an HTTP connection has an end, in time and in bytes, on a real server."""

import json
import select
import time
from collections.abc import Iterator

import pytest

from tests.support.raw import LIVE, connected, request
from tests.support.server_process import silent

BODY = 64 * 1024
HELD = 4 * BODY
INTROSPECTION = "{ __schema { types { description fields { description args { description } } } } }"
LARGE = json.dumps([{"query": f"{INTROSPECTION} #{n}"} for n in range(200)]).encode()
"""A request whose answer is larger than what the kernel takes for us."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with no patience."""
    settings = {
        "LIMIT_OPENING_SECONDS": "1",
        "LIMIT_SECONDS": "2",
        "LIMIT_UNREAD_SECONDS": "2",
        "KEEP_ALIVE_SECONDS": "1",
        "LIMIT_BODY_BYTES": str(BODY),
        "LIMIT_BATCH": "200",
    }
    with silent(tmp_path_factory.mktemp("served"), **settings) as server:
        yield server.address


def drip(raw: object, data: bytes, times: int = 40) -> int:
    """Send `data` again and again, until the server has hung up; how often it was sent."""
    for count in range(times):
        time.sleep(0.1)  # `is_open` waits no more once there is an answer
        if not raw.is_open(0.01) or not raw.send(data):  # type: ignore[attr-defined]
            return count
    return times


def test_an_idle_connection_serves_again_and_then_is_closed(address: str) -> None:
    with connected(address) as raw:
        for _ in range(3):
            raw.send(request())
            assert raw.answer()[0] == 200
            time.sleep(0.5)
        assert raw.rest() == b""


def test_empty_lines_do_not_keep_a_connection(address: str) -> None:
    with connected(address) as raw:
        raw.send(request())
        assert raw.answer()[0] == 200
        assert drip(raw, b"\r\n") < 40


@pytest.mark.parametrize("line", ["GET /health/live", "POST /nowhere", "PUT /graphql"])
def test_a_body_that_drips_after_its_answer_is_cut(address: str, line: str) -> None:
    with connected(address) as raw:
        raw.send(request(line, Content_Length="99999"))
        assert raw.answer()[0] in {200, 404, 405}
        assert drip(raw, b"x") < 40


def test_a_body_that_pours_after_its_answer_is_cut(address: str) -> None:
    with connected(address) as raw:
        raw.send(request(Content_Length="1000000000"))
        assert raw.answer()[0] == 200
        taken = sum(raw.send(b"x" * BODY) for _ in range(1000))
        assert taken < 1000
        assert raw.rest() == b""


def test_what_is_left_of_an_answered_request_may_come(address: str) -> None:
    with connected(address) as raw:
        raw.send(request(Content_Length=str(BODY - 1)))
        assert raw.answer()[0] == 200
        raw.send(b"x" * (BODY - 1) + request())
        assert raw.answer()[0] == 200


def test_a_body_that_drips_before_its_answer_is_refused(address: str) -> None:
    with connected(address) as raw:
        raw.send(request("POST /graphql", Content_Length="9999"))
        assert drip(raw, b" ", 100) < 100
        assert raw.refusal() == (408, "BAD_REQUEST")


def test_an_answer_that_nobody_reads_is_cut_off(address: str) -> None:
    with connected(address, receive_buffer=4096) as raw:
        raw.send(request("POST /graphql", LARGE))
        select.select([raw.connection], [], [], 60)  # until it begins
        time.sleep(8)
        head, _, body = raw.rest().partition(b"\r\n\r\n")
    (length,) = (int(x.split()[1]) for x in head.split(b"\r\n") if x.startswith(b"content-length"))
    assert 0 < len(body) < length


def test_an_answer_that_is_read_slowly_comes_whole(address: str) -> None:
    with connected(address) as raw:
        raw.send(request("POST /graphql", LARGE))
        received = raw.connection.recv(1 << 16)
        head, _, body = received.partition(b"\r\n\r\n")
        (length,) = (
            int(x.split()[1]) for x in head.split(b"\r\n") if x.startswith(b"content-length")
        )
        read, rounds = len(body), 0
        while read < length:
            time.sleep(0.3 if rounds < 10 else 0)
            for _ in range(8):
                if read < length:
                    piece = raw.connection.recv(1 << 16)
                    assert piece, f"cut off after {read} of {length} bytes"
                    read += len(piece)
            rounds += 1
        assert (read, rounds > 10) == (length, True)


def test_only_so_many_requests_wait_for_their_turn(address: str) -> None:
    with connected(address) as raw:
        raw.send(LIVE + b"\r\n")
        assert raw.answer()[0] == 200
        raw.send((LIVE + b"\r\n") * 10)
        assert [raw.answer()[0] for _ in range(10)] == [200] * 10
        raw.send((LIVE + b"\r\n") * 5000)
        assert raw.rest().count(b"HTTP/1.1 200") < 5000
