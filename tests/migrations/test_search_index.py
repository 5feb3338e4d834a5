"""Searches get an index where PostgreSQL may have pg_trgm, and do without where it may not."""

import re
from collections.abc import Iterator

import psycopg2
import pytest
from alembic import command
from sqlalchemy import make_url

from server import store
from server.folders import ROOT
from tests.migrations.test_migrations import ALEMBIC
from tests.support import contrib, databases, postgresql

PAGE = (ROOT / "docs" / "performance.md").read_text("utf-8")
LATER = re.findall(r"CREATE[^;]+;", PAGE)
"""The statements that make up for a migration that could not have the extension."""
SEARCHED = ["contacts", "jobs", "locations", "organizations", "profiles", "users"]
NAMES = [f"ix_{table}_search" for table in SEARCHED]


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database on a PostgreSQL with contrib, as its owner."""
    with contrib.running() as url:
        yield url


def definitions(url: str) -> dict[str, str]:
    """The indexes for searches, and what makes each."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'ix%search' ORDER BY 1"
        )
        found = dict(cursor.fetchall())
    connection.close()
    return found


def search_indexes(url: str) -> list[str]:
    return [*definitions(url)]


def test_whoever_may_create_the_extension_gets_an_index_for_each_searched_table(url: str) -> None:
    with databases.environment(DATABASE_URL=url):
        store.migrate()
        assert search_indexes(url) == NAMES
        command.check(ALEMBIC)
        command.downgrade(ALEMBIC, "0002")
        assert search_indexes(url) == []
        store.migrate()
    assert search_indexes(url) == NAMES


def test_whoever_may_not_is_migrated_all_the_same(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", "alembic.runtime.migration")
    postgresql.run(url, "CREATE ROLE tenant LOGIN", "GRANT ALL ON SCHEMA public TO tenant")
    tenant = make_url(url).set(username="tenant").render_as_string(hide_password=False)
    with databases.environment(DATABASE_URL=tenant):
        store.migrate()
        assert search_indexes(url) == []
        assert "search stays without an index" in caplog.text
        command.check(ALEMBIC)
        command.downgrade(ALEMBIC, "base")


def test_the_statements_for_later_make_the_same_indexes(url: str) -> None:
    with databases.environment(DATABASE_URL=url):
        store.migrate()
    made = definitions(url)
    postgresql.run(url, "DROP EXTENSION pg_trgm CASCADE")
    assert definitions(url) == {}
    postgresql.run(url, *LATER)
    assert definitions(url) == made
