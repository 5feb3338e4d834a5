"""Requests at a fixed rate, whatever the server does: what a user waits.

A client that waits for its answer before it asks again spares a slow server, and leaves out of the
figures those who would have come meanwhile. Here requests start by the clock, and each one's time
runs from when it was meant to start, though it may first have waited for a free connection.
"""

import asyncio
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass

from bench.peers import cpu
from bench.peers.client import Connection, Refused, connections
from bench.peers.percentiles import percentile
from bench.peers.requests import Request
from bench.peers.servers import Server
from bench.peers.tables import number, table
from bench.peers.workloads import TITLES

RATES = {"W1": 60, "W2": 30, "W3": 6, "W4": 60}
"""Requests a second, which the slowest stack can do on a machine of two cores."""
DEFAULT = ("W1", "W2")
CONNECTIONS = 64


@dataclass(frozen=True)
class Waits:
    """How long requests took, in ms and in order."""

    server: str
    workload: str
    found: list[float]
    errors: int
    memory: float
    """MiB in RAM at the end."""


def measure(server: Server, workload: str, requests: list[Request], seconds: int) -> Waits:
    """One server at the rate of the workload."""
    rate = RATES[workload]
    chosen = random.Random(5).choices(requests, k=rate * seconds)
    return asyncio.run(_measure(server, workload, chosen, 1 / rate))


async def _measure(server: Server, workload: str, requests: list[Request], pause: float) -> Waits:
    async with connections(server.port, CONNECTIONS) as opened:
        free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for connection in opened:
            free.put_nowait(connection)
        start, asked = time.perf_counter(), []
        for index, request in enumerate(requests):
            due = start + index * pause
            await asyncio.sleep(due - time.perf_counter())
            asked.append(asyncio.create_task(_wait(free, request, due)))
        found = await asyncio.gather(*asked)
    answered = sorted(wait for wait in found if wait is not None)
    memory = cpu.resident(server.pid)
    return Waits(server.name, workload, answered, len(found) - len(answered), memory)


async def _wait(free: asyncio.Queue[Connection], request: Request, due: float) -> float | None:
    """How long an answer took since it was due, in ms."""
    connection = await free.get()
    try:
        await connection.ask(request)
    except Refused:
        return None
    finally:
        free.put_nowait(connection)
    return 1000 * (time.perf_counter() - due)


def report(runs: Iterable[Waits]) -> str:
    """What users wait, by workload and server."""
    header = ["server", "workload", "requests/s", "requests", "p50 ms", "p99 ms", "p99.9 ms"]
    return table([*header, "MiB", "errors"], (_row(run) for run in runs))


def _row(run: Waits) -> list[str]:
    return [
        run.server,
        f"{run.workload} {TITLES[run.workload]}",
        str(RATES[run.workload]),
        f"{len(run.found):,}",
        *(number(percentile(run.found, share)) for share in (0.5, 0.99, 0.999)),
        f"{run.memory:.0f}",
        str(run.errors),
    ]
