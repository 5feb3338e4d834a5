"""Migrations keep the rows that they find: up from the first, down to it, and up again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, select

from db.engine import create_engine
from server.folders import ROOT
from tests.migrations.first_rows import fill
from tests.support import databases

ALEMBIC = Config(ROOT / "alembic.ini")
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=databases.KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database at the first revision, with rows in each of its tables."""
    with (
        databases.empty(request.param, tmp_path) as url,
        databases.environment(DATABASE_URL=url),
    ):
        command.upgrade(ALEMBIC, "0001")
        fill(url)
        yield url


def rows(url: str) -> Rows:
    """Every table as the database itself has it, whatever the models say."""
    engine = create_engine(url)
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        content = {
            table.name: [
                dict(row._mapping)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }
    engine.dispose()
    return content


def kept(before: Rows, after: Rows) -> bool:
    """Whether each row of `before` is there, with the values that it had, but for copies."""
    return all(
        len(table) == len(after[name])
        and all(
            _originals(old).items() <= new.items()
            for old, new in zip(table, after[name], strict=True)
        )
        for name, table in before.items()
    )


def _originals(row: dict[str, Any]) -> dict[str, Any]:
    """What people wrote, without what was made of it for comparing."""
    return {name: value for name, value in row.items() if not name.endswith(("_folded", "_key"))}


def test_rows_of_the_first_revision_are_kept_up_down_and_up(url: str) -> None:
    first = rows(url)
    assert all(first.values()), "each table has rows"
    command.upgrade(ALEMBIC, "head")
    newest = rows(url)
    assert kept(first, newest)
    command.downgrade(ALEMBIC, "0001")
    assert rows(url) == first
    command.upgrade(ALEMBIC, "head")
    assert rows(url) == newest
    command.check(ALEMBIC)
