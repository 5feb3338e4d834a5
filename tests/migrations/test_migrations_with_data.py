"""Migrations keep the rows that they find: up from the first, down to it, and up again."""

import datetime as dt
import itertools
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, select

from db.engine import create_engine
from server.settings import ROOT
from tests.support import databases

ALEMBIC = Config(ROOT / "alembic.ini")
INSTANT = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
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


TEXT = "Ādā ß 阿达"


def fill(url: str) -> None:
    """Rows as the first revision knew them, whatever the models say today."""
    engine = create_engine(url)
    found = MetaData()
    found.reflect(engine)
    with engine.begin() as connection:
        for number, name in enumerate(["Ada", TEXT, None]):
            for table, values in _one_of_each(number, name):
                common = {"is_active": True, "created_at": INSTANT, "updated_at": INSTANT}
                connection.execute(found.tables[table].insert().values(**common, **values))
    engine.dispose()


def _one_of_each(number: int, name: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """A row of each table, those first that others refer to."""
    user, place, profile, session = (str(uuid.UUID(int=kind * 100 + number)) for kind in range(4))
    id = map(str, (uuid.UUID(int=number) for number in itertools.count(1000 + number * 10)))
    who, address = f"user{number}", f"user{number}@example.com"
    yield (
        "users",
        {
            "id": user,
            "username": who,
            "username_key": who,
            "username_folded": who,
            "email": address,
            "email_key": address,
            "email_folded": address,
            "password_hash": "!",
            "is_super_admin": name is None,
        },
    )
    parts = ["germany", (name or "").lower().replace("ß", "ss"), f"city {number}", "10115"]
    yield (
        "locations",
        {
            "id": place,
            "country": "Germany",
            "country_folded": "germany",
            "state_province": name,
            "state_province_folded": name and name.lower(),
            "city": f"City {number}",
            "city_folded": f"city {number}",
            "postal_code": "10115",
            "postal_code_folded": "10115",
            "place_key": json.dumps(parts, ensure_ascii=False),
        },
    )
    yield (
        "profiles",
        {
            "id": profile,
            "user_id": user,
            "location_id": place,
            "bio": "a\nb",
            "first_name": name,
            "first_name_folded": name and name.lower(),
            "is_public": True,
            "allow_contact": True,
        },
    )
    for is_primary in (True, False):
        contact = {"type": "email", "type_folded": "email", "value": "Ü", "value_folded": "ü"}
        owner = {"id": next(id), "profile_id": profile, "is_primary": is_primary}
        yield "contacts", {**owner, **contact}
    job = {"title": "A", "title_folded": "a", "company": "B", "company_folded": "b"}
    yield "jobs", {"id": next(id), "profile_id": profile, **job}
    ends = {"last_used_at": INSTANT, "expires_at": INSTANT, "ends_at": INSTANT}
    yield "sessions", {"id": session, "user_id": user, "user_agent": "curl", **ends}
    token = {"session_id": session, "generation": 1, "token_hash": who}
    yield "refresh_tokens", {"id": next(id), **token}


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
