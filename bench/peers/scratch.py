"""The scratch folder: all that is installed, loaded and logged, outside the repository.

BENCH_WORK names it; two runs in one folder would measure each other, so there is only ever one.
"""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

APPS = Path(__file__).parent / "apps"
WORK = Path(os.environ.get("BENCH_WORK") or Path(tempfile.gettempdir()) / "aai-bench")
LOGS = WORK / "logs"
NODE_MODULES = WORK / "node" / "node_modules"
PYTHON = WORK / "python" / "bin" / "python"


@contextmanager
def alone() -> Iterator[None]:
    """The end of the program where another run has the folder."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (WORK / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"Another run is using {WORK}; wait for it, or set BENCH_WORK.")
        yield


def install() -> None:
    """The peers with the versions that are locked beside their sources."""
    _once(APPS / "requirements.txt", _install_python)
    _once(APPS / "package-lock.json", _install_node)


def _once(lock: Path, install: Callable[[], None]) -> None:
    done = WORK / f"{lock.name}.installed"
    if done.is_file() and done.read_bytes() == lock.read_bytes():
        return
    print(f"Installing the peers of {lock.name} into {WORK}...", flush=True)
    install()
    done.write_bytes(lock.read_bytes())


def _install_python() -> None:
    folder = PYTHON.parent.parent
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    quiet = ["--quiet", "--disable-pip-version-check"]
    pip = [str(PYTHON), "-m", "pip", "install", *quiet]
    subprocess.run([*pip, "-r", str(APPS / "requirements.txt")], check=True)


def _install_node() -> None:
    """No script of a package is run: Node itself is a plain file of one."""
    folder = NODE_MODULES.parent
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_bytes((APPS / name).read_bytes())
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(["npm", "ci", "--ignore-scripts", *quiet], cwd=folder, check=True)


def node() -> Path:
    """Node 22, which PostGraphile 5 wants; every Node peer runs on it."""
    (found,) = NODE_MODULES.glob("node-linux-*/bin/node")
    return found
