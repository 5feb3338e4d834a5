"""Runs what `tests/node` holds, where the machine has Node and npm; `.ci/run` installs both."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "node"


def run(
    program: str, *arguments: str, text: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a program of the folder to its end; `text` is what it reads, `variables` are added."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed")
    _install(npm)
    return subprocess.run(
        [node, program, *arguments],
        cwd=FOLDER,
        env={"PATH": str(Path(node).parent), **variables},
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _install(npm: str) -> None:
    """Install the locked packages, unless they are; of several workers, one does."""
    wanted = (FOLDER / "package-lock.json").read_bytes()
    stamp = FOLDER / "node_modules" / ".installed"
    with (FOLDER / "package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_bytes() != wanted:
            done = subprocess.run(
                [npm, "ci", "--ignore-scripts"],
                cwd=FOLDER,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            stamp.write_bytes(wanted)
