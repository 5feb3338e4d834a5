"""How long one client's expensive operations delay another's `{ me { id } }`.

`python -m bench.fairness [--postgresql]` has one client ask without pause, by batches of ten or by
fifty operations on a socket: known documents, which have a plan, and ones that nobody sent before.
Another asks for its own id all the while, from the same address. The bar is a median of BAR ms more
than undisturbed; all of them share the cores, the clients too.
"""

import argparse
import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import orjson

from bench.peers.client import connections
from bench.peers.percentiles import percentile
from bench.peers.requests import Request
from bench.peers.tables import number, table
from bench.visitor import ENTER
from demo.accounts import ACCOUNTS
from tests.support import databases, server_process
from tests.support.sockets import opened

DOCUMENT = (
    "query Expensive%s($first: Int!) { profiles(first: $first) { nodes { id firstName lastName bio "
    "location { country city } contacts { type value isPrimary } "
    "jobs { title company startDate endDate } } } }"
)
PROFILES = 1000
FIRST = 100
SETTINGS = {"LIMIT_COST": "20000", "LOG_LEVEL": "ERROR"}
"""A hundred profiles with all their contacts and jobs are worth 15,201 points."""
BATCH, ON_SOCKET = 10, 50
PAUSE_SECONDS = 0.02
BAR = 50
ME = orjson.dumps({"query": "{ me { id } }"})
LONG = 120.0

Operation = dict[str, Any]


def known() -> Iterator[Operation]:
    """The same for ever."""
    while True:
        yield {"query": DOCUMENT % "", "variables": {"first": FIRST}}


def unknown() -> Iterator[Operation]:
    """Each with a name of its own."""
    begun = time.time_ns()
    return ({"query": DOCUMENT % f"{begun + n}", "variables": {"first": FIRST}} for n in count())


def batches(port: int, token: str, operations: Callable[[], Iterator[Operation]]) -> None:
    """One batch after the other, for ever."""
    asked = operations()
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=LONG) as client:
        while True:
            batch = [next(asked) for _ in range(BATCH)]
            answer = client.post("/graphql", json=batch, headers=headers)
            assert answer.status_code == 200, answer.text[:300]
            assert b'"errors"' not in answer.content, answer.text[:300]


def sockets(port: int, token: str, operations: Callable[[], Iterator[Operation]]) -> None:
    """All that one socket may ask at once, again and again."""
    asked = operations()
    with opened(f"http://127.0.0.1:{port}", token=token) as socket:
        while True:
            for id in range(ON_SOCKET):
                socket.send({"id": str(id), "type": "subscribe", "payload": next(asked)})
            waiting = ON_SOCKET
            while waiting:
                answer = socket.receive(LONG)
                assert answer["type"] in {"next", "complete"}, answer
                assert "errors" not in answer.get("payload", {}), answer
                waiting -= answer["type"] == "complete"


KINDS = {
    f"batches of {BATCH}, known": (batches, known),
    f"batches of {BATCH}, never seen": (batches, unknown),
    f"{ON_SOCKET} on a socket, known": (sockets, known),
    f"{ON_SOCKET} on a socket, never seen": (sockets, unknown),
}


@dataclass(frozen=True)
class Waits:
    """What the other client waited for each of its answers, in ms and in order."""

    beside: str
    found: list[float]

    @property
    def median(self) -> float:
        return percentile(self.found, 0.5)


def measure(port: int, guest: str, other: str, seconds: int) -> list[Waits]:
    """The waits of `other`: undisturbed, then beside each kind of `guest`. Both are tokens."""
    asyncio.run(_asked(port, other, 1))
    undisturbed = Waits("nobody", asyncio.run(_asked(port, other, seconds)))
    return [undisturbed, *(_beside(kind, port, guest, other, seconds) for kind in KINDS)]


def _beside(kind: str, port: int, guest: str, other: str, seconds: int) -> Waits:
    send, operations = KINDS[kind]
    started = multiprocessing.get_context("spawn")
    process = started.Process(target=send, args=(port, guest, operations))
    process.start()
    try:
        time.sleep(3)  # until it has started, and its first answers are on their way
        found = asyncio.run(_asked(port, other, seconds))
        if not process.is_alive():
            raise RuntimeError(f"Who sends {kind} was refused.")
    finally:
        process.kill()
        process.join()
    return Waits(kind, found)


async def _asked(port: int, token: str, seconds: int) -> list[float]:
    waits = []
    async with connections(port, 1) as (connection,):
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            await connection.ask(Request(ME, token))
            waits.append(1000 * (time.perf_counter() - start))
            await asyncio.sleep(PAUSE_SECONDS)
    return sorted(waits)


def report(where: str, found: Iterable[Waits]) -> str:
    """A row for each kind of neighbour, with what it adds to the median."""
    alone, *_ = waits = list(found)
    header = ["server", "beside", "p50 ms", "p95 ms", "p99 ms", "added at the median, ms"]
    rows = (
        [
            where,
            each.beside,
            *(number(percentile(each.found, share)) for share in (0.5, 0.95, 0.99)),
            "" if each is alone else number(max(0.0, each.median - alone.median)),
        ]
        for each in waits
    )
    return table(header, rows)


def sign_in(address: str) -> list[str]:
    """The tokens of the demo's two accounts."""
    tokens = []
    for account in ACCOUNTS:
        given = {"email": account.person.email, "password": account.password}
        body = {"query": ENTER, "variables": {"input": given}}
        answer = httpx.post(f"{address}/graphql", json=body, timeout=LONG).json()
        assert "errors" not in answer, answer
        tokens.append(answer["data"]["login"]["accessToken"])
    return tokens


def main() -> None:
    """Print the table; fail where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--seconds", type=int, default=10)
    arguments = parser.parse_args()
    kind = "postgresql" if arguments.postgresql else "sqlite"
    with (
        tempfile.TemporaryDirectory(prefix="aai-fairness-", ignore_cleanup_errors=True) as folder,
        databases.empty(kind, Path(folder)) as url,
        server_process.started(url, PROFILES, **SETTINGS) as server,
    ):
        guest, other = sign_in(server.address)
        found = measure(httpx.URL(server.address).port or 0, guest, other, arguments.seconds)
    print(report(kind, found))
    late = [each.beside for each in found if each.median > found[0].median + BAR]
    if late:
        sys.exit(f"More than {BAR} ms are added by: {', '.join(late)}.")


if __name__ == "__main__":
    main()
