"""A body may be only so long and so slow, over ASGI and on a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support.api import Api
from tests.support.server_process import silent

JSON = {"Content-Type": "application/json"}
QUERY = b'{"query": "{ __typename }"}'
TOO_LONG = b'{"query": "' + b" " * 1024 * 1024 + b'"}'


async def in_pieces(body: bytes, seconds: float = 0) -> AsyncIterator[bytes]:
    """Without a Content-Length; `seconds` pass before the last byte."""
    yield body[:-1]
    await asyncio.sleep(seconds)
    yield body[-1:]


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    return response.status_code, response.headers["content-type"], error["message"]


@pytest.mark.parametrize("send", [bytes, in_pieces])
def test_a_body_beyond_the_limit_is_refused(api: Api, send: Callable[[bytes], Any]) -> None:
    response = api.request("POST", "/graphql", content=send(TOO_LONG), headers=JSON)
    expected = (413, "application/json", "The request is longer than 1048576 bytes.")
    assert refusal(response) == expected


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "x", "1"])
def test_a_length_of_no_use_does_not_keep_a_body_from_being_counted(api: Api, length: str) -> None:
    headers = {**JSON, "Content-Length": length}
    good = api.request("POST", "/graphql", content=in_pieces(QUERY), headers=headers)
    long = api.request("POST", "/graphql", content=in_pieces(TOO_LONG), headers=headers)
    assert (good.status_code, long.status_code) == (200, 413)


def test_a_body_that_does_not_come_is_not_waited_for(api_with: Callable[..., Api]) -> None:
    api = api_with(limit_seconds=1)
    late = api.request("POST", "/graphql", content=in_pieces(QUERY, 5), headers=JSON)
    assert refusal(late) == (408, "application/json", "The request did not arrive in time.")
    slow = api.request("POST", "/graphql", content=in_pieces(QUERY, 0.1), headers=JSON)
    assert slow.json() == {"data": {"__typename": "Query"}}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server in a process of its own, which waits a second for a body."""
    with silent(tmp_path_factory.mktemp("served"), LIMIT_SECONDS="1") as server:
        yield server.address


def test_a_client_that_sends_too_much_reads_why(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        responses = [
            client.post("/graphql", content=TOO_LONG * 20, headers=JSON),
            client.post("/graphql", content=iter([TOO_LONG] * 20), headers=JSON),
        ]
        assert [refusal(response)[0] for response in responses] == [413, 413]
        assert client.post("/graphql", content=QUERY, headers=JSON).status_code == 200


def test_a_client_that_is_too_slow_reads_why_and_is_hung_up_on(address: str) -> None:
    host, _, port = address.removeprefix("http://").rpartition(":")
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head + b"Content-Length: 100\r\n\r\n{")
        with connection.makefile("rb") as lines:
            answer = lines.read().decode()  # until the server hangs up
    assert answer.startswith("HTTP/1.1 408 ")
    assert "The request did not arrive in time." in answer
