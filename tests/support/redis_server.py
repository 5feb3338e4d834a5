"""A real Redis on a socket of its own, where the machine has one; `.ci/run` installs it."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

SERVER = shutil.which("redis-server")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The URL of an empty Redis that is gone afterwards."""
    if SERVER is None:
        pytest.skip("redis-server is not installed")
    socket = folder / "redis.sock"
    process = subprocess.Popen(
        [SERVER, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(socket)
        yield f"redis+unix://{socket}"
    finally:
        process.kill()
        process.wait()


def client(url: str) -> redis.Redis:
    """A client to look into it with."""
    return redis.Redis(unix_socket_path=url.removeprefix("redis+unix://"))


def _wait_for(socket: Path) -> None:
    with redis.Redis(unix_socket_path=str(socket)) as client:
        for _ in range(100):
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                return
    raise TimeoutError("redis-server did not start")
