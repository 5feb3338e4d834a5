"""Databases on SQLite and on PostgreSQL, each of them new; their tables are made once."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine

from db.address import normalize_url
from server import store
from tests.support import pgbouncer, postgresql

POOLED = bool(os.environ.get("TEST_POOLED"))
"""Whether PostgreSQL is asked through PgBouncer, as `make test-pooled` does."""
KINDS = ("postgresql",) if POOLED else ("sqlite", "postgresql")


@contextmanager
def migrated(kind: str) -> Iterator[str]:
    """The URL of an empty database with all tables; it is gone afterwards."""
    if kind == "sqlite":
        with _folder() as folder:
            yield f"sqlite:///{shutil.copy(_migrated_file(), folder)}"
        return
    with postgresql.database(_migrated_database()) as url, _pooled(url) as pooled:
        yield pooled


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database without tables; `folder` holds its file."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'test.db'}"
        return
    with postgresql.database() as url, _pooled(url) as pooled:
        yield pooled


@contextmanager
def _pooled(url: str) -> Iterator[str]:
    """The URL behind PgBouncer, where the tests are run so."""
    with pgbouncer.before(url) if POOLED else nullcontext(url) as pooled:
        yield pooled


@cache
def _migrated_file() -> Path:
    """A SQLite file to copy."""
    folder = _folder()
    atexit.register(folder.cleanup)
    file = Path(folder.name, "migrated.db")
    migrate(f"sqlite:///{file}")
    return file


@cache
def _migrated_database() -> str:
    """The name of a database on PostgreSQL to copy."""
    url = postgresql.create(postgresql.shared(), "migrated")
    migrate(url)
    return "migrated"


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="aai-test-", ignore_cleanup_errors=True)


def migrate(url: str) -> None:
    """Make the tables of a database, as `python app.py migrate` does."""
    with environment(DATABASE_URL=url):
        store.migrate()


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
