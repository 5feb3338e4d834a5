"""Engines on both databases, set up so that they behave alike."""

import sqlite3
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc, make_url

from db import private
from db.statements import TOO_LONG, statements

BUSY_TIMEOUT = 5  # seconds that a statement waits for a lock
LONGEST = 10  # seconds that an operation may take


def normalize_url(url: str) -> sa.URL:
    """Any usual spelling of a PostgreSQL or SQLite URL, with the driver that is used here.

    Raises ValueError for another database.
    """
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise ValueError("DATABASE_URL is not a URL") from error
    backend = parsed.get_backend_name()
    if backend in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg2")
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed.set(drivername="sqlite")
    raise ValueError("DATABASE_URL must name a PostgreSQL database or a SQLite file")


def create_engine(url: str, pool_size: int = 10, longest: int = LONGEST) -> sa.Engine:
    """An engine on `url`, whose statements run for `longest` seconds at most.

    Raises ValueError for a database that is not supported.
    """
    parsed = normalize_url(url)
    options: dict[str, Any] = {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": BUSY_TIMEOUT,
        "hide_parameters": True,
    }
    if parsed.get_backend_name() == "postgresql":
        settings = {
            "timezone": "UTC",
            "lock_timeout": f"{BUSY_TIMEOUT}s",
            "statement_timeout": f"{longest}s",
        }
        options["connect_args"] = {
            "connect_timeout": BUSY_TIMEOUT,
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        }
        options["pool_pre_ping"] = True
    else:
        options["connect_args"] = {"timeout": BUSY_TIMEOUT, "check_same_thread": False}
    engine = sa.create_engine(parsed, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _keep_private)
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _count)
    return engine


def _keep_private(_dialect: object, _record: object, arguments: list[Any], _: object) -> None:
    private.keep(str(arguments[0]))


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    """Reads begin nothing; neither answer takes a word to the server.

    SQLite's writers queue up at BEGIN: one that began as a reader could not wait for its turn.
    """
    reads = connection.get_execution_options().get("reads", False)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.dbapi_connection
        driver.autocommit = reads
    elif not reads:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _count(_connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
    under_way = statements.get()
    if under_way is None or statement == "BEGIN IMMEDIATE":
        return
    if under_way.overdue:
        raise TimeoutError(TOO_LONG)
    under_way.count += 1
