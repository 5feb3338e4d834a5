"""How long one client's expensive requests delay another who asks `{ me { id } }`."""

import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Callable
from typing import Any

import httpx
import orjson

from bench.peers.client import connections
from bench.peers.requests import Request
from bench.peers.servers import Server
from bench.peers.tables import number, table
from bench.peers.workloads import OURS
from tests.support.sockets import opened

OPERATION: dict[str, Any] = orjson.loads(OURS.body("W3"))
BATCH = 10
ON_SOCKET = 50
PAUSE = 0.02
ME = orjson.dumps({"query": "{ me { id } }"})
LONG = 120.0


def batches(port: int, token: str) -> None:
    """One batch after the other, for ever."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=LONG) as client:
        while True:
            headers = {"Authorization": f"Bearer {token}"}
            answer = client.post("/graphql", json=[OPERATION] * BATCH, headers=headers)
            assert answer.status_code == 200, answer.text[:300]
            assert all(each.get("data") for each in answer.json()), answer.text[:300]


def sockets(port: int, token: str) -> None:
    """All that one socket may ask at once, again and again."""
    with opened(f"http://127.0.0.1:{port}", token=token) as socket:
        while True:
            for id in range(ON_SOCKET):
                message = {"id": str(id), "type": "subscribe", "payload": OPERATION}
                socket.send(message)
            waiting = ON_SOCKET
            while waiting:
                answer = socket.receive(LONG)
                assert answer["type"] in {"next", "complete"}, answer
                waiting -= answer["type"] == "complete"


def measure(server: Server, guest: str, other: str, seconds: int) -> list[str]:
    """A row: how long the other waits alone, beside batches, and beside a socket."""
    alone = asyncio.run(_median(server.port, other, seconds))
    beside = [_beside(kind, server.port, guest, other, seconds) for kind in (batches, sockets)]
    return [server.name, number(alone), *(number(wait - alone) for wait in beside)]


def _beside(
    kind: Callable[[int, str], None], port: int, guest: str, other: str, seconds: int
) -> float:
    process = multiprocessing.get_context("spawn").Process(target=kind, args=(port, guest))
    process.start()
    try:
        time.sleep(2)  # until it has started, and its first answers are on their way
        found = asyncio.run(_median(port, other, seconds))
        if not process.is_alive():
            raise RuntimeError(f"Who sends {kind.__name__} was refused.")
    finally:
        process.kill()
        process.join()
    return found


async def _median(port: int, token: str, seconds: int) -> float:
    """What `{ me { id } }` takes, in ms."""
    waits = []
    async with connections(port, 1) as (connection,):
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            await connection.ask(Request(ME, token))
            waits.append(1000 * (time.perf_counter() - start))
            await asyncio.sleep(PAUSE)
    return statistics.median(waits)


def report(rows: list[list[str]]) -> str:
    """What the other waits, and what is added to it."""
    header = ["server", "alone, ms", f"added by batches of {BATCH}, ms"]
    return table([*header, f"added by {ON_SOCKET} on a socket, ms"], rows)
