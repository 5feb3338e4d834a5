"""The servers, each one process with ten connections over TCP, on the same machine."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bench.peers import scratch
from bench.peers.data import Data
from bench.peers.tokens import SECRET
from bench.peers.workloads import OURS, PLAIN, POSTGRAPHILE, Dialect
from server.folders import ROOT

PLANNERS = {"ours": "fused", "ours-off": "off"}
UVICORN = "--loop uvloop --http httptools --lifespan off --no-access-log --log-level warning"
POOL = {"DATABASE_POOL_SIZE": "10"}
PRODUCTION = {
    "ENVIRONMENT": "production",
    "JWT_SECRET": SECRET,
    "LIMIT_COST": "20000",
    "THROTTLE_LOGIN": "1000000/second",
    "THROTTLE_REFRESH": "1000000/second",
    "DRAIN_SECONDS": "0",
}
"""Ours as users run it, with its log, but for throttles that would measure themselves, and for the
limit of the cost: W3 asks 100 profiles for all contacts and jobs, which is worth 15,201 points."""


@dataclass
class Server:
    """One of the servers that are compared."""

    name: str
    dialect: Dialect
    command: list[str]
    environment: Mapping[str, str]
    database: str
    port: int = 0
    pid: int = 0

    @property
    def is_ours(self) -> bool:
        return self.dialect is OURS

    def ask(self, body: bytes, token: str = "") -> bytes:
        """What it answers; ValueError for anything but 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request("POST", "/graphql", body, headers)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        if response.status != 200:
            raise ValueError(f"{self.name}: {response.status} {answer[:500]!r}")
        return answer


def every(data: Data) -> list[Server]:
    """All of them, from the slowest stack to ours."""
    node = {"NODE_PATH": str(scratch.NODE_MODULES), "NODE_ENV": "production"}
    apps = scratch.APPS
    python = {"PYTHONPATH": str(apps), "PYTHONDONTWRITEBYTECODE": "1"}

    def uvicorn(name: str, module: str) -> Server:
        command = f"-m uvicorn {module}:app --host 127.0.0.1 --port PORT {UVICORN}"
        return Server(name, PLAIN, [str(scratch.PYTHON), *command.split()], python, data.peers)

    def script(name: str, dialect: Dialect = PLAIN) -> Server:
        command = [str(scratch.node()), str(apps / f"{name}.cjs")]
        return Server(name, dialect, command, node | {"GRAPHILE_ENV": "production"}, data.peers)

    def ours(name: str, planner: str) -> Server:
        command = [sys.executable, str(ROOT / "app.py"), "serve", "--port", "PORT"]
        return Server(name, OURS, command, PRODUCTION | {"PLANNER": planner}, data.ours)

    return [
        uvicorn("stock", "stock"),
        uvicorn("ariadne", "ariadne_server"),
        script("yoga"),
        script("mercurius"),
        script("postgraphile", POSTGRAPHILE),
        uvicorn("floor", "floor"),
        *(ours(name, planner) for name, planner in PLANNERS.items()),
    ]


@contextmanager
def running(servers: list[Server]) -> Iterator[None]:
    """All of them at once, each idle while another is asked; gone afterwards."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for server in servers:
            processes.append(_start(server))
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(server: Server) -> subprocess.Popen[bytes]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        server.port = free.getsockname()[1]
    where = {"DATABASE_URL": server.database, "PORT": str(server.port), "PATH": os.environ["PATH"]}
    with (scratch.LOGS / f"{server.name}.log").open("w") as log:
        process = subprocess.Popen(
            [part.replace("PORT", str(server.port)) for part in server.command],
            env={**where, **POOL, **server.environment},
            stdout=log,
            stderr=log,
            cwd=scratch.WORK,
        )
    server.pid = process.pid
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return process
        if process.poll() is not None:
            break
    process.kill()
    sys.exit(f"{server.name} did not start; {scratch.LOGS / server.name}.log says why.")
