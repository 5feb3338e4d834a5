"""Migrations keep the rows that they find: up from the first, down to it, and up again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, select

from db.engine import create_engine
from server.application import create_services
from server.settings import ROOT
from tests.conftest import settings
from tests.support import databases
from tests.support.make import Make

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


def fill(url: str) -> None:
    services = create_services(settings(database_url=url))
    make = Make(services)
    for name in ("Ada", "Ādā ß 阿达", None):
        place = make.location(state_province=name, postal_code="10115")
        user = make.user(is_super_admin=name is None)
        profile = make.profile(user, first_name=name, location_id=place.id, bio="a\nb")
        make.contact(profile, is_primary=True)
        make.contact(profile, is_active=False)
        make.job(profile)
        make.token(user)
    services.database.dispose()
    services.passwords.dispose()


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
    """Whether each row of `before` is there, with the values that it had."""
    return all(
        len(table) == len(after[name])
        and all(old.items() <= new.items() for old, new in zip(table, after[name], strict=True))
        for name, table in before.items()
    )


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
