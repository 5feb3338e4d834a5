"""Servers that start together in development sign with the same secret."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from auth.secret_strength import weakness
from server import development_secret
from server.folders import ROOT

PROCESSES = 4
THREADS = 16
MAKE = """
import sys
from pathlib import Path
from server import development_secret

print("ready", flush=True)
sys.stdin.readline()
print(development_secret.read(Path(sys.argv[1])))
"""


def check(path: Path, secrets: set[str]) -> None:
    """One strong secret, which the file holds and nobody else may read; no drafts are left."""
    (secret,) = secrets
    assert weakness(secret) is None
    assert path.read_text("ascii") == secret
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_processes_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    path = tmp_path / "var" / "jwt_secret"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    secrets = {process.communicate(timeout=30)[0].strip() for process in processes}
    assert [process.returncode for process in processes] == [0] * PROCESSES
    check(path, secrets)


def test_threads_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    start = Barrier(THREADS)

    def make(path: Path) -> str:
        start.wait(10)
        return development_secret.read(path)

    with ThreadPoolExecutor(THREADS) as pool:
        for attempt in range(20):
            path = tmp_path / str(attempt) / "jwt_secret"
            check(path, set(pool.map(make, [path] * THREADS)))


def test_a_secret_that_is_there_already_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "jwt_secret"
    first = development_secret.read(path)
    check(path, {first, development_secret.read(path)})
