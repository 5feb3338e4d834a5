"""The door to the store: what is overdue is stopped, and what is lost is replaced."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, orm, select, text

from base.errors import OutOfTime, ServiceUnavailable
from db.database import Database
from db.models import Location
from db.statements import Statements, statements
from tests.support.api import Api

COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
"""Goes on for ever on SQLite."""


@pytest.fixture
def database(api: Api, database_url: str) -> Iterator[Database]:
    """One connection on the database of the tests."""
    database = Database(database_url, pool_size=1)
    yield database
    database.dispose()


def endless(connection: Connection) -> None:
    sleep = "SELECT pg_sleep(60)"
    connection.execute(text(sleep if connection.dialect.name == "postgresql" else COUNTING))


def one(connection: Connection) -> int:
    return int(connection.execute(text("SELECT 1")).scalar_one())


async def overdue(database: Database, seconds: float) -> int:
    """What a read is answered after one that has no end."""
    statements.set(Statements(deadline=time.monotonic() + seconds))
    with pytest.raises(OutOfTime):
        await database.read(endless)
    statements.set(None)
    return await database.read(one)


def test_a_read_that_takes_too_long_is_stopped_and_leaves_a_clean_connection(
    database: Database,
) -> None:
    assert asyncio.run(overdue(database, 0.3)) == 1


def test_a_read_that_nobody_waits_for_any_more_is_stopped(database: Database) -> None:
    begun = threading.Event()

    def read(connection: Connection) -> None:
        begun.set()
        endless(connection)

    async def leave() -> int:
        reading = asyncio.ensure_future(database.read(read))
        await asyncio.to_thread(begun.wait)
        await asyncio.sleep(0.05)  # its statement runs by then
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        return await database.read(one)

    assert asyncio.run(leave()) == 1


def test_nothing_begins_after_the_deadline(database: Database) -> None:
    async def late() -> None:
        counter = Statements(deadline=time.monotonic() - 1)
        statements.set(counter)
        with pytest.raises(OutOfTime):
            await database.read(one)
        assert counter.count == 0

    asyncio.run(late())


def test_a_write_that_takes_too_long_is_rolled_back_whole(database: Database) -> None:
    def work(session: orm.Session) -> None:
        place = Location(country="Nowhere at all")
        session.add(place)
        session.flush()
        endless(session.connection())

    async def write() -> int:
        statements.set(Statements(deadline=time.monotonic() + 0.3))
        with pytest.raises(ServiceUnavailable):
            await database.write(work)
        statements.set(None)
        found = select(Location.id).where(Location.country == "Nowhere at all")
        return len(await database.read(lambda connection: connection.execute(found).all()))

    assert asyncio.run(write()) == 0


def test_a_connection_that_dies_in_use_goes_back_and_is_replaced(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("a file does not hang up")

    def hang_up(connection: Connection) -> None:
        one(connection)
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    async def lose() -> int:
        for _ in range(3):
            with pytest.raises(ServiceUnavailable):
                await database.read(hang_up)
        return await database.read(one)

    assert asyncio.run(lose()) == 1


def test_reads_run_outside_of_a_transaction_and_writes_in_one(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("only PostgreSQL tells")
    instants = text("SELECT transaction_timestamp() = statement_timestamp()")

    def twice(connection: Connection) -> bool:
        one(connection)
        return bool(connection.execute(instants).scalar_one())

    async def ask() -> tuple[bool, bool, bool]:
        return (
            await database.read(twice),
            await database.write(lambda session: twice(session.connection())),
            await database.read(twice),
        )

    assert asyncio.run(ask()) == (True, False, True)
