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

from tests.support.databases import environment

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c jit=off"


def is_installed() -> bool:
    return (BINARIES / "initdb").exists()


@contextmanager
def running(options: str = "", locale: str = "C.UTF-8") -> Iterator[str]:
    """The URL of an empty database with UTF-8 texts, on a server of its own that is then gone.

    A `locale` that the machine does not have is made from what Debian's package `locales` brings.
    """
    if not is_installed():
        pytest.skip("PostgreSQL with contrib is not installed")
    with tempfile.TemporaryDirectory(prefix="aai-contrib-") as folder:
        if os.geteuid() == 0:  # initdb refuses root
            shutil.chown(folder, "postgres")
        with environment(LOCPATH=_made(locale, Path(folder))):
            yield from _serving(Path(folder), options, locale)


def _made(locale: str, folder: Path) -> str:
    """Where the C library finds `locale`."""
    territory, _, charset = locale.partition(".")
    if territory == "C":
        return os.environ.get("LOCPATH", "")
    target = folder / "locales"
    target.mkdir(mode=0o755)
    command = ["localedef", "-i", territory, "-f", charset, str(target / locale)]
    subprocess.run(command, check=True)
    return str(target)


def _serving(folder: Path, options: str, locale: str) -> Iterator[str]:
    cluster = folder / "cluster"
    encoding = ["-E", "UTF8", f"--locale={locale}"]
    run("initdb", "-D", cluster, "-U", "postgres", "-A", "trust", *encoding)
    settings = f"{OPTIONS} -k '{folder}' {options}"
    run("pg_ctl", "-D", cluster, "-w", "-l", folder / "log", "-o", settings, "start")
    try:
        run("createdb", "-h", folder, "-U", "postgres", "aai")
        yield f"postgresql://postgres@/aai?host={folder}"
    finally:
        run("pg_ctl", "-D", cluster, "-m", "immediate", "stop")


def run(program: str, *arguments: object) -> None:
    """Run a program of PostgreSQL, as its own user where we are root."""
    command = [str(BINARIES / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)
