"""A client that hangs up midway, on a real socket, costs neither an answer nor a connection."""

import json
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from db.models import User
from tests.conftest import SECRET
from tests.support import databases
from tests.support.api import Api
from tests.support.rows import every
from tests.support.server_process import serving

REGISTER = """
mutation ($input: RegisterInput!) { register(input: $input) { errors { code } } }
"""
CLIENTS = 4
POOL = 2
"""Fewer connections than clients that hang up: one that was kept would be missed."""


@dataclass
class Server:
    """A server in a process of its own."""

    url: str
    log: Path

    def begin(self, body: bytes, length: int | None = None) -> socket.socket:
        """A connection on which a request, or only a part of one, was sent."""
        connection = socket.create_connection(
            ("127.0.0.1", int(self.url.rpartition(":")[2])), timeout=10
        )
        head = (
            "POST /graphql HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
            f"Content-Length: {length or len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode() + body)
        return connection

    def requests(self) -> int:
        """How many requests to /graphql have come to their end."""
        lines = map(json.loads, self.log.read_text("utf-8").splitlines())
        return sum((x["event"], x.get("path")) == ("request", "/graphql") for x in lines)

    def wait_for(self, requests: int) -> None:
        for _ in range(200):
            if self.requests() == requests:
                return
            time.sleep(0.05)
        raise TimeoutError(f"{self.requests()} of {requests} requests came to their end")


@pytest.fixture
def server(api: Api, database_url: str, tmp_path: Path) -> Iterator[Server]:
    settings = {
        "ENVIRONMENT": "production",
        "JWT_SECRET": SECRET,
        "DATABASE_URL": database_url,
        "DATABASE_POOL_SIZE": str(POOL),
        "BCRYPT_ROUNDS": "4",
        "MAIL_FOLDER": str(tmp_path / "mail"),
    }
    with serving(tmp_path / "log", **settings) as served:
        yield Server(served.address, tmp_path / "log")


def hang_up(connection: socket.socket, *, abruptly: bool) -> None:
    """Close; `abruptly` with a reset, as a process that dies does."""
    if abruptly:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def registration(number: int) -> bytes:
    account = {
        "email": f"user{number}@example.com",
        "username": f"user{number}",
        "password": "correct horse battery",
    }
    return json.dumps({"query": REGISTER, "variables": {"input": account}}).encode()


def check_that_it_goes_on(server: Server) -> None:
    """As many at once as there are connections to the database, and more."""
    for number in range(100, 100 + 2 * POOL):
        response = httpx.post(
            f"{server.url}/graphql",
            content=registration(number),
            headers={"Content-Type": "application/json"},
        )
        assert response.json() == {"data": {"register": {"errors": []}}}
    log = server.log.read_text("utf-8")
    assert "Traceback" not in log
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line for line in lines if line["level"] not in {"info", "debug"}] == []


@pytest.mark.parametrize("abruptly", [False, True])
def test_a_client_that_hangs_up_within_its_request(server: Server, abruptly: bool) -> None:
    body = registration(0)
    for sent in range(CLIENTS):
        connection = server.begin(body[: sent * len(body) // CLIENTS], len(body))
        time.sleep(0.1)
        hang_up(connection, abruptly=abruptly)
    server.wait_for(CLIENTS)
    lines = map(json.loads, server.log.read_text("utf-8").splitlines())
    assert {x["status"] for x in lines if x.get("path") == "/graphql"} == {499}
    assert 'status="500"' not in httpx.get(f"{server.url}/metrics").text
    check_that_it_goes_on(server)


@pytest.mark.parametrize("abruptly", [False, True])
def test_a_client_that_does_not_wait_for_its_answer(
    server: Server, api: Api, database_url: str, abruptly: bool
) -> None:
    with databases.locked(database_url, "users"):
        connections = [server.begin(registration(number)) for number in range(CLIENTS)]
        time.sleep(0.5)
        for connection in connections:
            hang_up(connection, abruptly=abruptly)
        assert server.requests() == 0
    server.wait_for(CLIENTS)
    check_that_it_goes_on(server)
    names = {user.username for user in every(api, User)}
    assert {f"user{number}" for number in range(CLIENTS)} <= names
