"""The application in a process of its own, on a free port, as it runs in earnest."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from server.folders import ROOT
from tests.support import command_line, ports

APP = [sys.executable, "app.py"]


class NotStarted(Exception):
    """The process has ended, or is not ready after a minute."""


@dataclass(frozen=True)
class Server:
    """Where it listens, and which process it is."""

    address: str
    pid: int

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process."""
        os.kill(self.pid, number)


@contextmanager
def running(folder: Path, profiles: int, **settings: str) -> Iterator[str]:
    """The address of a server with some people on SQLite; `folder` holds its files."""
    with started(f"sqlite:///{folder / 'served.db'}", profiles, **settings) as server:
        yield server.address


@contextmanager
def started(database_url: str, profiles: int, **settings: str) -> Iterator[Server]:
    """A development server with some people on an empty database, which it migrates."""
    settings = {
        "DATABASE_URL": database_url,
        "BCRYPT_ROUNDS": "4",
        "LOG_LEVEL": "WARNING",
        **settings,
    }
    for command in (("migrate",), ("seed-demo", "--profiles", str(profiles))):
        done = command_line.run(*command, **settings)
        assert done.returncode == 0, done.stderr
    with serving(None, **settings) as server:
        yield server


@contextmanager
def silent(folder: Path, workers: int = 1, /, **settings: str) -> Iterator[Server]:
    """A server on a SQLite file of its own in `folder`; no error is logged while the block runs."""
    log, url = folder / "log", f"sqlite:///{folder / 'aai.db'}"
    common = {"DATABASE_URL": url, "BCRYPT_ROUNDS": "4", "LOG_LEVEL": "ERROR", "EXPLORER": "false"}
    with serving(log, workers, **{**common, **settings}) as server:
        yield server
    assert log.read_text("utf-8") == ""


@contextmanager
def serving(log: Path | None, workers: int = 1, /, **settings: str) -> Iterator[Server]:
    """A server with these settings alone; it logs to a file, or where we do. Gone afterwards."""
    port = ports.free()
    output = log.open("w") if log is not None else None
    process = subprocess.Popen(
        [*APP, "serve", "--port", str(port), "--workers", str(workers)],
        cwd=ROOT,
        env=_environment(settings),
        stderr=output,
    )
    if output is not None:
        output.close()
    try:
        yield Server(ready(process, f"http://127.0.0.1:{port}"), process.pid)
    except NotStarted as error:
        said = log.read_text("utf-8") if log is not None else "see what it wrote here"
        raise AssertionError(f"The server did not start: {said}") from error
    finally:
        process.terminate()
        process.wait(30)


def _environment(settings: dict[str, str]) -> dict[str, str]:
    """Tests do not wait for the connections that they left open, and mail nothing unasked."""
    return {"PATH": os.environ["PATH"], "DRAIN_SECONDS": "0", "MAIL_FOLDER": "off", **settings}


def ready(process: subprocess.Popen[bytes], address: str) -> str:
    """The address, once it answers."""
    for _ in range(600):
        try:
            if httpx.get(f"{address}/health/ready").status_code == 200:
                return address
        except httpx.TransportError:
            time.sleep(0.1)
        if process.poll() is not None:
            break
    raise NotStarted
