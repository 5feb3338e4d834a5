"""What the event loop asks itself: at most so much at once, told as all sessions are, replaced."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, Integer, bindparam, cast, func, literal_column, select, text

from base.errors import OutOfTime, ServiceUnavailable
from db.database import Database
from db.postgresql import SESSION
from db.prepared import Question
from db.statements import Statements, statements
from db.wires import MOST_WIRES
from tests.support import databases
from tests.support.databases import POOLED

pytestmark = pytest.mark.skipif(POOLED, reason="behind a pooler whoever asks goes by a thread")
NUMBER, BY = (cast(bindparam(name, 1), Integer) for name in ("number", "by"))
ASLEEP = "AND wait_event = 'PgSleep'"
OTHERS = (
    "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND state IS NOT NULL"
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with databases.migrated("postgresql") as url:
        yield url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url, pool_size=6)
    yield database
    database.dispose()


def question(database: Database, *columns: Any) -> Question:
    return Question(select(*columns), database.engine.dialect)


async def with_wires(database: Database) -> None:
    """Ask until one is there: the first ones to ask do not wait for it."""
    known = question(database, literal_column("1"))
    for _ in range(500):
        await database.ask(known, {})
        if wires(database):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("there is no wire after five seconds")


def wires(database: Database) -> int:
    assert database._wires is not None
    return len(database._wires._all)


async def count(database: Database, condition: str = "") -> int:
    """How many other sessions there are."""

    def read(connection: Connection) -> int:
        return int(connection.execute(text(f"SELECT count(*) {OTHERS} {condition}")).scalar_one())

    return await database.read(read)


async def until(done: Callable[[], Coroutine[Any, Any, bool]]) -> None:
    for _ in range(500):
        if await done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("not after five seconds")


def test_a_session_is_told_what_every_session_is(database: Database) -> None:
    names = {**SESSION, "lock_timeout": "5s", "statement_timeout": "10s"}

    async def work() -> Sequence[Any]:
        await with_wires(database)
        asked = question(database, *(func.current_setting(name) for name in names))
        return await database.ask(asked, {})

    (row,) = asyncio.run(work())
    told = dict(zip(names, row, strict=True))
    assert {name: told[name].lower() for name in names} == {
        name: value.lower() for name, value in names.items()
    }


def test_whoever_asks_at_once_is_answered_and_they_are_few(database: Database) -> None:
    asked = question(database, NUMBER, func.pg_sleep(0.01))

    async def work() -> list[int]:
        await with_wires(database)
        everybody = (database.ask(asked, {"number": number}) for number in range(100))
        found = await asyncio.gather(*everybody)
        assert 1 < wires(database) <= MOST_WIRES
        assert await count(database) < database.size + MOST_WIRES
        return [row[0] for (row,) in found]

    assert asyncio.run(work()) == list(range(100))


def test_one_that_was_lost_while_nobody_asked_is_replaced(database: Database) -> None:
    asked = question(database, func.pg_backend_pid())

    async def work() -> None:
        await with_wires(database)
        ((before,),) = await database.ask(asked, {})
        await database.read(terminate)
        await until(lambda: _is(count(database), 0))
        await asyncio.sleep(0.05)  # the end is read as soon as the loop turns
        ((after,),) = await database.ask(asked, {})
        assert after != before
        await with_wires(database)

    asyncio.run(work())


async def _is(found: Coroutine[Any, Any, int], expected: int) -> bool:
    return await found == expected


def terminate(connection: Connection) -> None:
    connection.execute(text(f"SELECT pg_terminate_backend(pid) {OTHERS}"))


def test_one_that_is_lost_midway_is_an_outage_and_is_replaced(database: Database) -> None:
    asked, endless = question(database, literal_column("1")), question(database, func.pg_sleep(60))

    async def work() -> None:
        await with_wires(database)
        asking = asyncio.create_task(database.ask(endless, {}))
        await until(lambda: _is(count(database, ASLEEP), 1))
        await database.read(terminate)
        with pytest.raises(ServiceUnavailable):
            await asking
        await with_wires(database)
        assert await database.ask(asked, {}) == [(1,)]

    asyncio.run(work())


@pytest.mark.parametrize("how", ["its time is over", "nobody waits for it"])
def test_what_is_given_up_is_ended_at_the_server_too(database: Database, how: str) -> None:
    endless = question(database, func.pg_sleep(60))

    async def work() -> None:
        await with_wires(database)
        if how == "its time is over":
            statements.set(Statements(deadline=time.monotonic() + 0.3))
            with pytest.raises(OutOfTime):
                await database.ask(endless, {})
            statements.set(None)
        else:
            asking = asyncio.create_task(database.ask(endless, {}))
            await until(lambda: _is(count(database, ASLEEP), 1))
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
        await until(lambda: _is(count(database, ASLEEP), 0))
        await with_wires(database)

    asyncio.run(work())


def test_errors_are_the_driver_s_and_leave_the_wire_as_it_was(database: Database) -> None:
    divided = question(database, literal_column("1") / BY)
    pid = question(database, func.pg_backend_pid())

    async def work() -> None:
        await with_wires(database)
        before = await database.ask(pid, {})
        for by in (0, 1, 0):
            try:
                assert await database.ask(divided, {"by": by}) == [(1,)]
            except Exception as error:
                assert getattr(error, "pgcode", None) == "22012"  # noqa: PT017
        assert await database.ask(pid, {}) == before

    asyncio.run(work())


def test_one_who_comes_too_late_leaves_the_wire_to_others(database: Database) -> None:
    asked = question(database, literal_column("1"))

    async def work() -> None:
        await with_wires(database)
        assert database._wires is not None
        statements.set(Statements(deadline=time.monotonic()))
        with pytest.raises(TimeoutError):
            await database.ask(asked, {})
        statements.set(None)
        assert len(database._wires._free) == wires(database)

    asyncio.run(work())


@pytest.mark.parametrize("befalls", ["DISCARD ALL", "DEALLOCATE ALL"])
def test_what_was_prepared_may_be_gone(database: Database, befalls: str) -> None:
    asked = question(database, NUMBER)

    async def work() -> None:
        await with_wires(database)
        assert await database.ask(asked, {"number": 1}) == [(1,)]
        assert database._wires is not None
        wire = await database._wires.take()
        assert wire is not None
        with wire._driver.cursor() as cursor:
            cursor.execute(befalls)
            await wire._answer()
        database._wires.give_back(wire)
        assert await database.ask(asked, {"number": 2}) == [(2,)]

    asyncio.run(work())


def test_all_are_closed_with_the_database(url: str, database: Database) -> None:
    other = Database(url, pool_size=6)

    async def work() -> None:
        await with_wires(other)
        other.dispose()
        await until(lambda: _is(count(database), 0))

    asyncio.run(work())
