"""What one process writes another one hears through Redis, and notices by itself without."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.conftest import SECRET
from tests.support import databases, redis_server, server_process, sockets
from tests.support.http import ask

REGISTER = """
mutation {
  register(
    input: { email: "ada@example.com", username: "ada", password: "correct horse battery" }
  ) { accessToken }
}
"""
CREATE = 'mutation { createProfile(input: { firstName: "Ada" }) { errors { code } } }'
LOGOUT = "mutation { logout { errors { code } } }"
FOLLOW = "subscription { myProfileChanged { kind profile { firstName } } }"
CREATED = {"myProfileChanged": {"kind": "CREATED", "profile": {"firstName": "Ada"}}}
LOOKED_UP = 20.0
"""Seconds in which a server surely looks whether a session has ended."""


def servers(folder: Path, **settings: str) -> Iterator[list[server_process.Server]]:
    """Two servers on one database."""
    with databases.migrated("sqlite") as url, ExitStack() as stack:
        variables = {"DATABASE_URL": url, "JWT_SECRET": SECRET, "BCRYPT_ROUNDS": "4", **settings}
        yield [
            stack.enter_context(server_process.serving(folder / name, **variables))
            for name in ("here", "there")
        ]


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[list[server_process.Server]]:
    yield from servers(tmp_path)


@pytest.fixture
def together(tmp_path: Path) -> Iterator[list[server_process.Server]]:
    with redis_server.running(tmp_path) as url:
        yield from servers(tmp_path, REDIS_URL=url)


def test_a_change_on_another_host_is_told(together: list[server_process.Server]) -> None:
    here, there = together
    token = ask(here.address, REGISTER)["register"]["accessToken"]
    with sockets.opened(here.address, token=token) as socket:
        socket.follow(FOLLOW)
        ask(there.address, CREATE, token)
        assert socket.receive()["payload"]["data"] == CREATED


def test_the_end_of_a_session_on_another_host_closes_its_sockets(
    together: list[server_process.Server],
) -> None:
    here, there = together
    token = ask(here.address, REGISTER)["register"]["accessToken"]
    with sockets.opened(here.address, token=token) as socket:
        socket.follow(FOLLOW)
        ask(there.address, LOGOUT, token)
        assert socket.receive(2.0) == 4403


def test_without_redis_the_end_of_a_session_is_looked_up(
    apart: list[server_process.Server],
) -> None:
    here, there = apart
    token = ask(here.address, REGISTER)["register"]["accessToken"]
    with sockets.opened(here.address, token=token) as socket:
        ask(there.address, LOGOUT, token)
        assert socket.receive(LOOKED_UP) == 4403


def test_redis_away_from_the_start_leaves_each_process_to_itself(tmp_path: Path) -> None:
    settings = {"REDIS_URL": f"redis+unix://{tmp_path / 'nobody'}"}
    for here, _ in servers(tmp_path, **settings):
        token = ask(here.address, REGISTER)["register"]["accessToken"]
        with sockets.opened(here.address, token=token) as socket:
            socket.follow(FOLLOW)
            ask(here.address, CREATE, token)
            assert socket.receive()["payload"]["data"] == CREATED


def test_a_server_that_is_told_to_end_lets_go_of_streams_and_sockets(tmp_path: Path) -> None:
    settings = {"JWT_SECRET": SECRET, "BCRYPT_ROUNDS": "4"}
    log = tmp_path / "log"
    with databases.migrated("sqlite") as url:
        with server_process.serving(log, DATABASE_URL=url, **settings) as server:
            token = ask(server.address, REGISTER)["register"]["accessToken"]
            headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
            body = {"query": FOLLOW}
            stream = httpx.stream("POST", f"{server.address}/graphql", json=body, headers=headers)
            with sockets.opened(server.address, token=token) as socket, stream as response:
                socket.follow(FOLLOW)
                server.send(signal.SIGTERM)
                assert socket.receive() == 1012
                assert [*response.iter_lines()] == []
        assert "Traceback" not in log.read_text("utf-8")
