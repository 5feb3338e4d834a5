"""A server in a process of its own, on a free port, with a migrated database and some people."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from server.settings import ROOT


@dataclass(frozen=True)
class Server:
    """Where it listens, and which process it is."""

    address: str
    pid: int


@contextmanager
def running(folder: Path, profiles: int) -> Iterator[str]:
    """The address of a development server, which is gone afterwards; `folder` holds its files."""
    with started(f"sqlite:///{folder / 'served.db'}", profiles) as server:
        yield server.address


@contextmanager
def started(database_url: str, profiles: int, **settings: str) -> Iterator[Server]:
    """A development server on an empty database, with other settings where they are given."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "BCRYPT_ROUNDS": "4",
        "LOG_LEVEL": "WARNING",
        **settings,
    }

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "app.py", *arguments], cwd=ROOT, env=environment)

    for command in (("migrate",), ("seed-demo", "--profiles", str(profiles))):
        assert start(*command).wait(60) == 0, command
    process = start("serve", "--port", str(port))
    try:
        yield Server(_ready(f"http://127.0.0.1:{port}"), process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _ready(address: str) -> str:
    for _ in range(200):
        try:
            if httpx.get(f"{address}/health/ready").status_code == 200:
                return address
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("The server did not start.")
