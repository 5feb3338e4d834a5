"""A PostgreSQL of the bench's own, in the scratch folder: its databases are loaded once."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from bench.peers.scratch import WORK
from tests.support import contrib

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": 250,
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": 1.1,
    "max_wal_size": "2GB",
}
"""The same for every server; fsync is on, as it is in earnest."""


@contextmanager
def cursor(url: str) -> Iterator[Any]:
    """Each statement is its own transaction."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


@dataclass(frozen=True)
class Cluster:
    """Where it listens, and which process it is."""

    port: int
    pid: int

    def url(self, database: str) -> str:
        return f"postgresql://bench@127.0.0.1:{self.port}/{database}"

    def cursor(self, database: str) -> AbstractContextManager[Any]:
        return cursor(self.url(database))

    def ensure(self, database: str, digest: str, fill: Callable[[], None]) -> None:
        """Make a database and `fill` it, unless it holds what `digest` stands for already."""
        with self.cursor("postgres") as cursor:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [database],
            )
            if cursor.fetchone() == (digest,):
                return
            print(f"Filling the database {database}...", flush=True)
            cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{database}"')
            fill()
            cursor.execute(f'COMMENT ON DATABASE "{database}" IS %s', [digest])
        with self.cursor(database) as cursor:
            cursor.execute("VACUUM ANALYZE")


@contextmanager
def running() -> Iterator[Cluster]:
    """The cluster, made where there is none; it stops afterwards."""
    folder = WORK / "postgresql"
    if not (folder / "cluster" / "PG_VERSION").exists():
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:  # initdb refuses root
            shutil.chown(folder, "postgres")
        encoding = ["-E", "UTF8", "--locale=C.UTF-8"]
        contrib.run("initdb", "-D", folder / "cluster", "-U", "bench", "-A", "trust", *encoding)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    where = f"-p {port} -k '{folder}'"
    log = folder / "log"
    command = ["-D", folder / "cluster", "-w", "-l", log, "-o", f"{where} {options}", "start"]
    contrib.run("pg_ctl", *command)
    try:
        yield Cluster(port, _pid(folder / "cluster"))
    finally:
        contrib.run("pg_ctl", "-D", folder / "cluster", "-m", "fast", "-w", "stop")


def _pid(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text("ascii").split()[0])
