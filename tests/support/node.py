"""Runs what `tests/node` holds, where the machine has Node and npm; `.ci/run` installs both."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "node"
OLDEST = 18


def run(
    program: str, *arguments: str, text: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a program of the folder to its end; `text` is what it reads, `variables` are added."""
    ready()
    return subprocess.run(
        ["node", program, *arguments],
        cwd=FOLDER,
        env={"PATH": os.environ["PATH"], **variables},
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def ready() -> None:
    """Have what the folder's programs need, or skip the test."""
    skip_unless_there()
    _install()


def skip_unless_there() -> None:
    """Skip the test where there is no Node of a version that we support, or no npm."""
    if not shutil.which("npm") or _version() < OLDEST:
        pytest.skip(f"Node {OLDEST} or newer and npm are not installed")


def _version() -> int:
    if not shutil.which("node"):
        return 0
    printed = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    return int(printed.stdout.removeprefix("v").partition(".")[0])


def _install() -> None:
    """Install the locked packages, unless they are; of several workers, one does."""
    wanted = (FOLDER / "package-lock.json").read_bytes()
    stamp = FOLDER / "node_modules" / ".installed"
    with (FOLDER / "package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_bytes() != wanted:
            done = subprocess.run(
                ["npm", "ci", "--ignore-scripts"],
                cwd=FOLDER,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            stamp.write_bytes(wanted)
