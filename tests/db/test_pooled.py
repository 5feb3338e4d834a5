"""Behind a real PgBouncer every transaction has what we rely on, and nothing stays in the pool."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
import sqlalchemy as sa

from base.errors import ServiceUnavailable
from db.database import Database
from db.engine import create_engine
from server import store
from tests.support import databases, pgbouncer, postgresql

NAMES = (
    *("statement_timeout", "lock_timeout", "TimeZone", "transaction_isolation"),
    *("transaction_read_only", "client_encoding", "search_path"),
)
TOLD = sa.text("SELECT " + ", ".join(f"current_setting('{name}')" for name in NAMES))
OURS = ("10s", "5s", "UTC", "read committed", "off", "UTF8", '"$user", public')
ODD = (
    *("default_transaction_isolation = 'serializable'", "default_transaction_read_only = on"),
    *("statement_timeout = '1h'", "timezone = 'Asia/Kathmandu'", "client_encoding = 'LATIN1'"),
)


@pytest.fixture(scope="module")
def direct(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database whose own defaults are all against us."""
    folder = tmp_path_factory.mktemp("pooled")
    with postgresql.running(folder) as server:
        url = postgresql.create(server, "aai")
        postgresql.run(server, *(f"ALTER DATABASE aai SET {default}" for default in ODD))
        yield url


@pytest.fixture(scope="module", params=["refused", "ignored", "direct"])
def url(request: pytest.FixtureRequest, direct: str) -> Iterator[str]:
    """A pooler that refuses options at the start, one that drops them, and none at all."""
    if request.param == "direct":
        yield direct
        return
    ignoring = "ignore_startup_parameters = options" if request.param == "ignored" else ""
    with pgbouncer.before(direct, ignoring) as pooled:
        yield pooled


def told(url: str) -> set[tuple[str, ...]]:
    """The settings of reads and of writes, of many servers of the pool."""
    engine = create_engine(url)
    found = set()
    reader = engine.execution_options(reads=True)
    for _ in range(4):
        for each in (reader, engine):
            with each.connect() as connection:
                found |= {tuple(connection.execute(TOLD).one()) for _ in range(3)}
                connection.commit()
    engine.dispose()
    return found


def test_reads_and_writes_have_what_we_rely_on_whatever_the_database_says(url: str) -> None:
    assert told(url) - {(*OURS[:4], "on", *OURS[5:])} == {OURS}


def test_what_the_url_says_comes_before_our_defaults(url: str) -> None:
    options = quote(r"-c statement_timeout=7s --search-path=tenant1,\ o'brien%x")
    assert {row[:2] + row[-1:] for row in told(f"{url}&options={options}")} == {
        ("7s", "5s", "tenant1, o'brien%x")
    }


def test_what_the_environment_says_comes_before_our_defaults(url: str) -> None:
    with databases.environment(PGOPTIONS="-clock_timeout=9s", PGTZ="Europe/Berlin"):
        assert {row[:3] for row in told(url)} == {("10s", "9s", "UTC")}


def test_many_rows_are_written_and_counted_in_a_transaction_that_is_told(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS notes (text text)"))
    with engine.begin() as connection:
        rows = [{"text": "50% 'quoted' \\"}, {"text": "%s"}]
        assert connection.execute(sa.text("INSERT INTO notes VALUES (:text)"), rows).rowcount == 2
    with engine.begin() as connection:
        found = connection.execute(sa.text("DELETE FROM notes RETURNING text")).scalars().all()
    engine.dispose()
    assert sorted(found) == ["%s", "50% 'quoted' \\"]


def test_nothing_that_we_set_stays_with_the_servers_of_the_pool(url: str) -> None:
    told(url)
    connection = psycopg2.connect(url)
    connection.autocommit = True
    cursor = connection.cursor()
    found = set()
    for _ in range(8):
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('TimeZone')")
        found.add(cursor.fetchone())
    connection.close()
    assert found == {("1h", "Asia/Kathmandu")}


def test_an_overdue_statement_is_stopped_and_the_next_one_answered(url: str) -> None:
    database = Database(url, pool_size=1, longest=1)

    async def ask() -> int:
        with pytest.raises(ServiceUnavailable):
            await database.read(
                lambda connection: connection.execute(sa.text("SELECT pg_sleep(60)"))
            )
        return await database.read(
            lambda connection: int(connection.execute(sa.text("SELECT 1")).scalar_one())
        )

    assert asyncio.run(ask()) == 1
    database.dispose()


def test_a_statement_that_stands_alone_is_let_alone(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS alone (id int)"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM alone"))
    engine.dispose()


def test_it_is_migrated_into_the_schema_that_the_url_names(url: str, tmp_path: Path) -> None:
    schema = f"tenant_{abs(hash(url))}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
    with databases.environment(DATABASE_URL=f"{url}&options=-csearch_path%3D{schema}"):
        store.migrate()
        store.migrate()
    with engine.connect() as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE tablename = 'users' AND schemaname = "
        assert connection.execute(sa.text(f"{tables} '{schema}'")).scalar_one() == 1
        assert connection.execute(sa.text(f"{tables} 'public'")).scalar_one() == 0
    engine.dispose()
