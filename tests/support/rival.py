"""Somebody else at the same database, at the very moment that an operation is there."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import OperationalError

from db.engine import normalize_url
from db.models import Base
from db.statements import statements
from tests.support.api import WATCHES, Api

NO_TIMEOUT = "PRAGMA busy_timeout = 0"
PATIENCE = 4.0
"""Seconds in which a request surely comes to a lock; less than it waits for one."""


class Rival:
    """In a transaction that stays open until they commit it.

    On SQLite, where one transaction writes at a time, theirs keeps out every other.
    """

    def __init__(self, api: Api, connection: Connection) -> None:
        self._connection = connection
        self._begun = Counter()
        event.listen(api.services.database.engine, "before_cursor_execute", self._begun)
        self.on_postgresql = connection.dialect.name == "postgresql"
        if not self.on_postgresql:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def execute(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement; none for one that writes."""
        result = self._connection.execute(text(statement), values)
        return [tuple(row) for row in result] if result.returns_rows else []

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, as they are with what this transaction has written."""
        return {
            table.name: sorted(map(tuple, self._connection.execute(table.select())), key=str)
            for table in Base.metadata.sorted_tables
        }

    def commit(self) -> None:
        self._connection.commit()

    async def is_waited_for(self, by: int = 1) -> None:
        """Return once `by` transactions of the application wait for this one."""
        async with asyncio.timeout(PATIENCE):
            while self._waiting() < by:  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    def _waiting(self) -> int:
        if not self.on_postgresql:
            return self._begun.count
        ((count,),) = self.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
        )
        return int(count)

    def ask(self, api: Api, *requests: Awaitable[httpx.Response]) -> list[dict[str, Any]]:
        """The answers to `requests`, which all wait for this transaction until it is committed.

        The first comes first: each is sent once the one before waits.
        """

        async def scenario() -> list[httpx.Response]:
            sent = []
            for number, request in enumerate(requests, 1):
                sent.append(asyncio.ensure_future(request))
                await self.is_waited_for(by=number)
            self.commit()
            return [await each for each in sent]

        return [response.json() for response in api.run(scenario())]


class Counter:
    """Counts the transactions that begin on SQLite, which wait there and nowhere else."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.count += statement == "BEGIN IMMEDIATE"


@contextmanager
def rival(api: Api, url: str) -> Iterator[Rival]:
    """One for the length of the block; what they have not committed is undone."""
    with connected(url) as connection:
        yield Rival(api, connection)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection of somebody else's, who waits for nobody."""
    engine = create_engine(normalize_url(url))
    waits = "SET lock_timeout = '1ms'" if engine.dialect.name == "postgresql" else NO_TIMEOUT
    with engine.connect() as connection:
        connection.exec_driver_sql(waits)
        connection.commit()
        yield connection
    engine.dispose()


def change(url: str, statement: str, **values: Any) -> bool:
    """Whether a write is committed at once; False where somebody holds what it would change."""
    with connected(url) as connection:
        try:
            connection.execute(text(statement), values)
            connection.commit()
        except OperationalError as error:
            if "lock" not in str(error):
                raise
            return False
    return True


@contextmanager
def meanwhile(api: Api, sign: str, do: Callable[[], object]) -> Iterator[None]:
    """`do` something once, just before the first statement that `sign`, a pattern, is found in."""
    done: list[object] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        is_watch = statements.get() is None and bool(WATCHES.search(statement))
        if not done and not is_watch and re.search(sign, statement):
            done.append(None)
            do()

    engine = api.services.database.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert done, f"no statement had {sign}"


@contextmanager
def failures(api: Api) -> Iterator[list[str]]:
    """Collects what the database refuses the application, though it tries again: deadlocks, say."""
    found: list[str] = []

    def notice(context: Any) -> None:
        found.append(str(context.original_exception))

    engine = api.services.database.engine
    event.listen(engine, "handle_error", notice)
    try:
        yield found
    finally:
        event.remove(engine, "handle_error", notice)
