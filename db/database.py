"""The door to the store: SQL runs in a bounded pool of threads, never on the event loop.

A read borrows a connection in autocommit; a write is one transaction. There are never more
threads than connections, so that no thread waits for a connection that another one keeps.
"""

import asyncio
import contextvars
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc, make_url
from sqlalchemy.orm import Session

from db.errors import ServiceUnavailable

T = TypeVar("T")

BUSY_TIMEOUT = 5  # seconds that a statement waits for a lock
LONGEST = 10  # seconds that an operation may take
GRACE = 2  # seconds that stopping it may take, before a frozen database is given up
TOO_LONG = "This took too long and was stopped; ask for less at once, or try again in a moment."
SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}
POSTGRESQL_AWAY = {
    "08",
    "53",
    "57",
    "58",
    "25006",
    "25P02",
    "3D000",
    "40001",
    "40P01",
    "42P01",
    "55P03",
}
"""SQLSTATEs, or their classes: connections, resources, operators, system; locks and deadlocks.
25P02 follows where a savepoint could not even be rolled back; 42P01 where nobody has migrated."""
UNREACHABLE = {"OperationalError", "InterfaceError", "DatabaseError"}
"""What drivers call a connection that could not be made or was lost (PEP 249)."""
LOST_MIDWAY = "8s2b"
"""SQLAlchemy's code for a statement after its transaction lost the connection."""
ATTEMPTS = 3
RETRIED = {"40001", "40P01"}  # serialization_failure, deadlock_detected


@dataclass
class Statements:
    """The SQL of the operation under way: how much there was, and until when there may be more."""

    count: int = 0
    deadline: float = math.inf
    """As `time.monotonic` has it."""

    @property
    def overdue(self) -> bool:
        return time.monotonic() >= self.deadline


statements: contextvars.ContextVar[Statements | None] = contextvars.ContextVar(
    "statements", default=None
)


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
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _count)
    return engine


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


def _outcome(work: Callable[[sa.Connection], T], connection: sa.Connection) -> T | Exception:
    try:
        return work(connection)
    except Exception as error:
        if connection.invalidated or _is_away(error):
            return _unavailable(error)
        return error


def _unavailable(error: Exception) -> ServiceUnavailable:
    under_way = statements.get()
    overdue = under_way is not None and under_way.overdue
    unavailable = ServiceUnavailable(TOO_LONG if overdue else None)
    unavailable.__cause__ = error
    return unavailable


def _is_away(error: Exception) -> bool:
    """Whether the database cannot be reached or waited for; any other error is ours."""
    if isinstance(error, (exc.TimeoutError, TimeoutError)):
        return True
    if isinstance(error, exc.PendingRollbackError):
        return error.code == LOST_MIDWAY
    original = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", None)
        unmigrated = str(original).startswith("no such table")
        return unmigrated or (code is not None and code & 0xFF in SQLITE_AWAY)
    state = getattr(original, "pgcode", None)
    if state is None:
        return type(original).__name__ in UNREACHABLE
    return state in POSTGRESQL_AWAY or state[:2] in POSTGRESQL_AWAY


class _Work:
    """What a thread is at, so that another one can stop it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._driver: Any = None

    @contextmanager
    def on(self, connection: sa.Connection) -> Iterator[None]:
        """`connection` is this work's and nobody else's until the end."""
        self._driver = connection.connection.dbapi_connection
        try:
            yield
        finally:
            with self._lock:
                self._driver = None

    def stop(self) -> None:
        """Cancel the statement that runs, if any; its transaction is then rolled back."""
        with self._lock:
            if isinstance(self._driver, sqlite3.Connection):
                self._driver.interrupt()
            elif self._driver is not None:
                self._driver.cancel()


class Database:
    """One engine and its threads."""

    def __init__(self, url: str, pool_size: int = 10, longest: int = LONGEST) -> None:
        """Connect to nothing yet; ValueError for a database that is not supported."""
        self.engine = create_engine(url, pool_size, longest)
        self._reader = self.engine.execution_options(reads=True)
        self.longest = longest
        self._threads = ThreadPoolExecutor(pool_size, thread_name_prefix="sql")
        self._stopping = ThreadPoolExecutor(1, thread_name_prefix="sql-stop")

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run `work` in a thread, outside a transaction.

        Raises ServiceUnavailable when the database cannot be reached or waited for.
        """
        (result,) = await self.read_all([work])
        if isinstance(result, Exception):
            raise result
        return result

    async def read_all(self, works: Sequence[Callable[[sa.Connection], T]]) -> list[T | Exception]:
        """Run all `works` in one thread, one after the other; what each returned or raised."""

        def run(under_way: _Work) -> list[T | Exception]:
            with self._reader.connect() as connection, under_way.on(connection):
                return [_outcome(work, connection) for work in works]

        return await self._hop(run)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a thread, in one transaction: all of it is committed, or nothing.

        After a deadlock it starts over, so `work` changes nothing but the database.
        Raises ServiceUnavailable when the database cannot be reached or waited for.
        """

        def run(under_way: _Work) -> T:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with (
                        Session(self.engine, expire_on_commit=False) as session,
                        session.begin(),
                        under_way.on(session.connection()),
                    ):
                        return work(session)
                except exc.OperationalError as error:
                    state = getattr(error.orig, "pgcode", None)
                    if state not in RETRIED or attempt == ATTEMPTS:
                        raise
            raise AssertionError("unreachable")

        return await self._hop(run)

    async def _hop(self, run: Callable[[_Work], T]) -> T:
        loop = asyncio.get_running_loop()
        context = contextvars.copy_context()
        asked = time.monotonic()
        work = _Work()

        def start() -> T:
            if time.monotonic() - asked > BUSY_TIMEOUT:
                raise TimeoutError("no thread was free in time")
            return context.run(run, work)

        under_way = statements.get()
        left = min(self.longest, (under_way.deadline if under_way else math.inf) - asked)
        alarm = loop.call_later(max(left, 0), self._stopping.submit, work.stop)
        running = loop.run_in_executor(self._threads, start)
        try:
            return await asyncio.wait_for(running, max(left, 0) + GRACE)
        except Exception as error:
            if _is_away(error):
                raise _unavailable(error) from error
            raise
        finally:
            alarm.cancel()

    def dispose(self) -> None:
        """Let go of every thread and connection."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._stopping.shutdown(wait=True)
        self.engine.dispose()
