"""A PostgreSQL with contrib, from the machine's own packages; `.ci/run` installs it.

The one that the other tests run on has neither pg_trgm nor any other extension.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c jit=off"


def is_installed() -> bool:
    return (BINARIES / "initdb").exists()


@contextmanager
def running(options: str = "") -> Iterator[str]:
    """The URL of an empty database with UTF-8 texts, on a server of its own that is then gone."""
    if not is_installed():
        pytest.skip("PostgreSQL with contrib is not installed")
    with tempfile.TemporaryDirectory(prefix="aai-contrib-") as folder:
        if os.geteuid() == 0:  # initdb refuses root
            shutil.chown(folder, "postgres")
        yield from _serving(Path(folder), options)


def _serving(folder: Path, options: str) -> Iterator[str]:
    cluster = folder / "cluster"
    _run("initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    settings = f"{OPTIONS} -k '{folder}' {options}"
    _run("pg_ctl", "-D", cluster, "-w", "-l", folder / "log", "-o", settings, "start")
    try:
        _run("createdb", "-h", folder, "-U", "postgres", "aai")
        yield f"postgresql://postgres@/aai?host={folder}"
    finally:
        _run("pg_ctl", "-D", cluster, "-m", "immediate", "stop")


def _run(program: str, *arguments: object) -> None:
    """Run a program of PostgreSQL, as its own user where we are root."""
    command = [str(BINARIES / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)
