"""Servers under as much load as they take: a fixed number of clients, each always waiting."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.peers import cpu
from bench.peers.servers import Server

CLIENTS = 16
SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Run:
    """What one server did with one workload in one round; CPU in ms a request, memory in MiB."""

    server: str
    workload: str
    rate: float
    p50: float
    p99: float
    app: float
    postgresql: float
    memory: float
    errors: int


def measure(server: Server, workload: str, requests: Path, postmaster: int, seconds: int) -> Run:
    """One round, after a second in which the server finds back to this workload.

    wrk drops the requests that are under way when it stops, and the server still answers them: so
    the CPU is read when all is quiet, and divided by those that were answered and those dropped.
    """
    send(server, requests, 1)
    before = cpu.settled(server.pid, postmaster)
    found = send(server, requests, seconds)
    memory = cpu.resident(server.pid)
    after = cpu.settled(server.pid, postmaster)
    answered = found["requests"] + CLIENTS
    app, postgresql = (1000 * (b - a) / answered for a, b in zip(before, after, strict=True))
    return Run(
        server.name,
        workload,
        found["requests"] / found["seconds"],
        found["p50"],
        found["p99"],
        app,
        postgresql,
        memory,
        int(found["errors"]),
    )


def send(server: Server, requests: Path, seconds: int, clients: int = CLIENTS) -> dict[str, float]:
    """What wrk tells."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "20s", "-s", str(SCRIPT)]
    output = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}"],
        env={**os.environ, "BENCH_REQUESTS": str(requests), "BENCH_SEED": "1"},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    ).stdout
    line = re.search(r"^RESULT (.*)$", output, re.MULTILINE)
    assert line, output
    found: dict[str, float] = json.loads(line[1])
    return found
