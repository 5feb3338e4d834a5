"""The door to the store: SQL runs in a bounded pool of threads, never on the event loop.

A read borrows a connection in autocommit; a write is one transaction. There are never more
threads than connections, so that no thread waits for a connection that another one keeps. Whose
turn it is, `db.turns` says.
"""

import asyncio
import contextlib
import contextvars
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc, orm

from db.engine import BUSY_SECONDS, LONGEST_SECONDS, connect_for_a_loop, create_engine
from db.outage import is_away, unavailable
from db.prepared import Question
from db.questions import RETRIED, Questions
from db.statements import seconds_left
from db.turns import SERVER, FairThreads, Flow
from db.wires import MOST_WIRES, Wires
from db.work import Work

T = TypeVar("T")

STOPPING_SECONDS = 2  # seconds that stopping it may take, before a frozen database is given up
ATTEMPTS = 3


def _outcome(work: Callable[[sa.Connection], T], connection: sa.Connection) -> T | Exception:
    try:
        return work(connection)
    except Exception as error:
        if connection.invalidated or is_away(error):
            return unavailable(error)
        return error


def _driver(connection: sa.Connection) -> Any:
    return connection.connection.dbapi_connection


class Database:
    """One engine and its threads."""

    def __init__(self, url: str, pool_size: int = 10, longest: int = LONGEST_SECONDS) -> None:
        """Connect to nothing yet; ValueError for a database that is not supported."""
        self.engine = create_engine(url, pool_size, longest)
        self._reader = self.engine.execution_options(reads=True)
        self.longest = longest
        self.size = pool_size
        self._turns = FairThreads(pool_size)
        self._wires: Wires | None = None
        self._writing: Wires | None = None
        """Of their own: a change waits for the disk, and no read waits for it."""
        if self.engine.dialect.name == "postgresql":
            connect = partial(connect_for_a_loop, self.engine, longest)
            most = min(MOST_WIRES, pool_size)
            self._wires, self._writing = Wires(connect, most), Wires(connect, most)
        self._questions = Questions(self.engine, self._read, self._hop, self._left)
        self._stopping = ThreadPoolExecutor(1, thread_name_prefix="sql-stop")

    async def read(self, work: Callable[[sa.Connection], T], flow: Flow = SERVER) -> T:
        """Run `work` in a thread, outside a transaction, when it is the turn of `flow`.

        Raises ServiceUnavailable when the database cannot be reached or waited for.
        """
        (result,) = await self.read_all([work], flow)
        if isinstance(result, Exception):
            raise result
        return result

    async def read_all(
        self, works: Sequence[Callable[[sa.Connection], T]], flow: Flow = SERVER
    ) -> list[T | Exception]:
        """Run all `works` in one thread, one after the other; what each returned or raised."""

        def run(under_way: Work) -> list[T | Exception]:
            with self._reader.connect() as connection, under_way.on(_driver(connection)):
                return [_outcome(work, connection) for work in works]

        return await self._read(run, flow)

    async def ask(
        self, question: Question, given: Mapping[str, Any], flow: Flow = SERVER
    ) -> Sequence[Any]:
        """The rows that `question` finds, outside a transaction; errors are the driver's.

        Raises ServiceUnavailable as `read` does.
        """
        return await self._questions.ask(self._wires, question, given, flow)

    @property
    def may_change(self) -> bool:
        """Whether `change` may be of use: not on SQLite, and behind a pooler no more."""
        return self._writing is not None and self._writing.may_be

    async def change(
        self, question: Question, given: Mapping[str, Any], flow: Flow = SERVER
    ) -> Sequence[Any] | None:
        """As `ask`, of a statement that writes, and is its own transaction.

        None where others were in the way, or there is a pooler in between: nothing was written, and
        a transaction may try it. An error of the driver's, or a value that it cannot send, has
        written nothing either. After ServiceUnavailable, and that is whatever else may happen to a
        statement that was sent, nobody knows.
        """
        if self._writing is None:
            return None
        return await self._questions.change(self._writing, question, given, flow)

    async def write(self, work: Callable[[orm.Session], T], flow: Flow = SERVER) -> T:
        """Run `work` in a thread, in one transaction: all of it is committed, or nothing.

        After a deadlock it starts over, so `work` changes nothing but the database.
        Raises ServiceUnavailable when the database cannot be reached or waited for.
        """

        def run(under_way: Work) -> T:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with (
                        orm.Session(self.engine, expire_on_commit=False) as session,
                        session.begin(),
                        under_way.on(_driver(session.connection())),
                    ):
                        return work(session)
                except exc.OperationalError as error:
                    state = getattr(error.orig, "pgcode", None)
                    if state not in RETRIED or attempt == ATTEMPTS:
                        raise
            raise AssertionError("unreachable")

        return await self._hop(run, flow)

    async def _read(self, run: Callable[[Work], T], flow: Flow) -> T:
        """As `_hop`; what nobody waits for any more is stopped."""
        work = Work()
        try:
            return await self._hop(run, flow, work)
        except asyncio.CancelledError:
            with contextlib.suppress(RuntimeError):  # everything is being let go of
                self._stopping.submit(work.stop)
            raise

    async def _hop(self, run: Callable[[Work], T], flow: Flow, work: Work | None = None) -> T:
        loop = asyncio.get_running_loop()
        context = contextvars.copy_context()
        asked = time.monotonic()
        work = work or Work()

        def start() -> T:
            if time.monotonic() - asked > BUSY_SECONDS:
                raise TimeoutError("no thread was free in time")
            return context.run(run, work)

        left = self._left()
        alarm = loop.call_later(left, self._stopping.submit, work.stop)
        running = asyncio.wrap_future(self._turns.submit(flow, start))
        try:
            return await asyncio.wait_for(running, left + STOPPING_SECONDS)
        except Exception as error:
            if is_away(error):
                raise unavailable(error) from error
            raise
        finally:
            alarm.cancel()

    def _left(self) -> float:
        """The seconds that the database may still take."""
        return min(self.longest, seconds_left())

    def dispose(self) -> None:
        """Let go of every thread and connection."""
        for wires in (self._wires, self._writing):
            if wires is not None:
                wires.dispose()
        self._turns.dispose()
        self._stopping.shutdown(wait=True)
        self.engine.dispose()
