"""A port whose last listener closes resets nobody, and is served by who listens there next."""

import asyncio
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import httpx
import pytest
import uvicorn

from server.connections import listeners
from tests.support.raw import PATIENCE, Raw, request
from tests.support.server_process import Server, serving

HOLD = "import fcntl, sys; fcntl.lockf({}, fcntl.LOCK_SH); print(flush=True); sys.stdin.read()"


async def answer(_scope: Any, _receive: Any, send: Any) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body"})


async def listening(listener: socket.socket) -> uvicorn.Server:
    config = uvicorn.Config(answer, http="httptools", lifespan="off", log_config=None)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup([listener])
    await listeners.share(server)
    return server


def connecting(address: Any) -> socket.socket:
    """A connection that is begun."""
    connection = socket.socket()
    connection.setblocking(False)
    connection.connect_ex(address)
    return connection


def status(connection: socket.socket) -> int:
    """The status of an answer; ConnectionRefusedError where nobody listens."""
    connection.settimeout(PATIENCE)
    select.select([], [connection], [], PATIENCE)
    if error := connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise OSError(error, os.strerror(error))
    connection.sendall(request("GET /"))
    return Raw(connection).answer()[0]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


async def end(listener: socket.socket) -> tuple[int, socket.socket]:
    """What somebody is answered who came before the end, and the connection of who came later."""
    server, address = await listening(listener), listener.getsockname()
    with connecting(address) as before:
        ending = asyncio.create_task(listeners.close(server))
        await asyncio.sleep(0)
        late = connecting(address)
        assert select.select([], [late], [], 0.2) == ([], [], [])  # neither let in nor refused
        await ending
        return await asyncio.to_thread(status, before), late


def test_at_the_end_of_listening_newcomers_are_refused_and_nobody_is_reset(
    listener: socket.socket,
) -> None:
    answered, late = asyncio.run(end(listener))
    assert answered == 200
    with late, pytest.raises(ConnectionRefusedError):
        status(late)


async def leave(listener: socket.socket) -> None:
    await listeners.close(await listening(listener))


def test_while_others_listen_newcomers_are_theirs(listener: socket.socket) -> None:
    number, address = listener.fileno(), listener.getsockname()
    command = [sys.executable, "-c", HOLD.format(number)]
    with Popen(command, stdin=PIPE, stdout=PIPE, pass_fds=[number]) as other:
        assert other.stdin
        assert other.stdout
        other.stdout.readline()
        asyncio.run(leave(listener))
        with connecting(address) as late:
            assert select.select([], [late], [], PATIENCE) == ([], [late], [])
        other.stdin.close()


def workers(server: Server) -> set[int]:
    tree = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text("utf-8").split()
    command = {pid: Path(f"/proc/{pid}/cmdline") for pid in tree}
    return {int(pid) for pid, line in command.items() if b"spawn_main" in line.read_bytes()}


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/live").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.slow
def test_workers_that_come_after_the_last_ones_serve(tmp_path: Path) -> None:
    settings = {"LOG_LEVEL": "ERROR", "EXPLORER": "false"}
    store = f"sqlite:///{tmp_path / 'aai.db'}"
    with serving(None, 2, DATABASE_URL=store, **settings) as served:
        before = workers(served)
        for pid in before:
            os.kill(pid, signal.SIGTERM)
        while before & workers(served):
            time.sleep(0.1)
        assert any(answers(served.address) for _ in range(60))
