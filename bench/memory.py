"""Whether the memory of a process stays flat: `python -m bench.memory [--requests 10000]`.

A server in a process of its own, on SQLite or, with `--postgresql`, on PostgreSQL, is asked over
real sockets by several visitors at once, each of whom does everything in turn: reads, writes, signs
in, is refused in every way, and hangs up. The figure is the resident memory that Linux tells of the
process. The caches fill in the first half; more than GROWTH in the second half is a leak.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import httpx

from bench.peers.cpu import resident
from bench.visitor import KINDS, Visitor
from tests.support import databases, server_process
from tests.support.server_process import Server

VISITORS = 8
PROFILES = 200
PARTS = 10
GROWTH = 0.05
SETTINGS = {
    "LIMIT_SECONDS": "60",
    "LOG_LEVEL": "ERROR",
    "THROTTLE_LOGIN": "1000000/second",
    "THROTTLE_LOGIN_FAILED": "1000000/second",
    "THROTTLE_LOGIN_FAILED_ELSEWHERE": "1000000/second",
    "THROTTLE_REGISTER": "1000000/second",
    "THROTTLE_REFRESH": "1000000/second",
    "THROTTLE_REFRESH_FAILED": "1000000/second",
}


async def measure(server: Server, requests: int) -> list[float]:
    """Print the memory after each part of the requests; all of it, in order."""
    print(f"| Requests of {len(KINDS)} kinds | Resident, MiB |\n|---|---|")
    found = [resident(server.pid)]
    print(f"| 0 | {found[0]:.1f} |", flush=True)
    async with httpx.AsyncClient(base_url=server.address, timeout=60) as client:
        visitors = [Visitor(client, number) for number in range(VISITORS)]
        for part in range(1, PARTS + 1):
            target = requests * part // PARTS // VISITORS
            await asyncio.gather(*(visitor.visit(target) for visitor in visitors))
            found.append(resident(server.pid))
            sent = sum(visitor.sent for visitor in visitors)
            print(f"| {sent:,} | {found[-1]:.1f} |", flush=True)
    return found


def main() -> None:
    """Start a server, ask it, and say whether it kept more than it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--postgresql", action="store_true")
    arguments = parser.parse_args()
    kind = "postgresql" if arguments.postgresql else "sqlite"
    with (
        tempfile.TemporaryDirectory(prefix="aai-memory-", ignore_cleanup_errors=True) as folder,
        databases.empty(kind, Path(folder)) as url,
        server_process.started(url, PROFILES, **SETTINGS) as server,
    ):
        found = asyncio.run(measure(server, arguments.requests))
    growth = found[-1] / found[PARTS // 2] - 1
    print(f"In the second half it grew by {growth:.1%}.")
    if growth > GROWTH:
        sys.exit(f"That is more than {GROWTH:.0%}.")


if __name__ == "__main__":
    main()
