"""Engines on both databases, set up so that they behave alike."""

import base64
import os
import sqlite3
from collections.abc import Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from base import private
from base.errors import OutOfTime
from db import postgresql
from db.address import normalize_url
from db.statements import statements

BUSY_SECONDS = 5  # seconds that a statement waits for a lock
LONGEST_SECONDS = 10  # seconds that an operation may take
MOST_STATEMENTS = 150
"""Shapes of statements that are kept compiled, each with the values it was compiled with first.

Each takes 50 kB, and SQLAlchemy forgets the oldest when there are half as many more.
"""
SQLITE_DEFAULTS = {"timeout": BUSY_SECONDS, "cached_statements": 32}
"""Where the URL does not say it: seconds, and statements that each connection keeps prepared."""
SQLITE_CACHE_KIB = 512
"""Of the pages of the file, for each connection; the operating system keeps the others for all."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    f"cache_size=-{SQLITE_CACHE_KIB}",
)


def create_engine(
    url: str, pool_size: int = 10, longest: int = LONGEST_SECONDS, patience: int = BUSY_SECONDS
) -> sa.Engine:
    """An engine on `url`: statements run for `longest` seconds and wait for a lock for `patience`.

    Zero is for ever. Both are defaults: what the URL or the environment says comes first.
    Raises ValueError for a database that is not supported.
    """
    parsed = normalize_url(url)
    options: dict[str, Any] = {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": BUSY_SECONDS,
        "hide_parameters": True,
        "query_cache_size": MOST_STATEMENTS,
    }
    if parsed.get_backend_name() == "sqlite":
        said = parsed.query.keys()
        given = {name: value for name, value in SQLITE_DEFAULTS.items() if name not in said}
        options["connect_args"] = {**given, "check_same_thread": False}
        engine = sa.create_engine(parsed, **options)
        event.listen(engine, "do_connect", _keep_private)
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        engine = sa.create_engine(parsed, pool_pre_ping=True, use_native_hstore=False, **options)
        event.listen(engine, "do_connect", partial(_connect, _defaults(longest, patience)))
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _count)
    return engine


def _keep_private(_dialect: object, _record: object, arguments: list[Any], _: object) -> None:
    """A name that is a URI (`uri=true`) is left to SQLite."""
    if not str(arguments[0]).startswith("file:"):
        private.keep(str(arguments[0]))


def connect_for_a_loop(engine: sa.Engine, longest: int) -> postgresql.Connection:
    """A connection as those of an engine on PostgreSQL, for an event loop to drive.

    It is waited for in this thread; errors are the driver's.
    """
    _, parameters = engine.dialect.create_connect_args(engine.url)
    given = _patient(parameters)
    defaults = _defaults(longest, BUSY_SECONDS)
    return postgresql.connect_for_a_loop(defaults, given, BUSY_SECONDS)


def _defaults(longest: int, patience: int) -> dict[str, str]:
    return {"lock_timeout": f"{patience}s", "statement_timeout": f"{longest}s"}


def _connect(
    defaults: dict[str, str],
    _dialect: object,
    _record: object,
    _arguments: object,
    parameters: dict[str, Any],
) -> postgresql.Connection:
    return postgresql.connect(defaults, _patient(parameters))


def _patient(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What libpq finds in a service file cannot be asked for: there it has no default of ours."""
    said = {"connect_timeout", "service"} & parameters.keys()
    if said or {"PGCONNECT_TIMEOUT", "PGSERVICE"} & os.environ.keys():
        return parameters
    return {**parameters, "connect_timeout": BUSY_SECONDS}


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("base64url", 1, _base64url, deterministic=True)


def _base64url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _begin(connection: sa.Connection) -> None:
    """Reads begin nothing; neither answer takes a word to the server.

    SQLite's writers queue up at BEGIN: one that began as a reader could not wait for its turn.
    """
    options = connection.get_execution_options()
    reads = options.get("reads", False) or options.get("isolation_level") == "AUTOCOMMIT"
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
        raise TimeoutError(OutOfTime.message)
    under_way.count += 1
