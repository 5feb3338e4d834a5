"""Stored texts come into the form of today, or nothing changes where two rows would be one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import MetaData, Table

from db.engine import create_engine
from db.models import Entity, Location, Profile, User
from server import store
from tests.migrations.first_rows import FIRST
from tests.migrations.test_migrations_with_data import ALEMBIC, Rows, rows
from tests.support import databases

BEFORE = "0003"
DECOMPOSED = "Zoe\u0308"
MOST = 2500
"""Rows in more than two batches."""


@pytest.fixture(params=databases.KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database as it was before texts were compared as people write them."""
    with (
        databases.empty(request.param, tmp_path) as url,
        databases.environment(DATABASE_URL=url),
    ):
        command.upgrade(ALEMBIC, BEFORE)
        yield url


def insert(url: str, table: str, *several: dict[str, Any]) -> None:
    """Rows in yesterday's table, whatever the models say today."""
    common = {"is_active": True, "created_at": FIRST, "updated_at": FIRST}
    engine = create_engine(url)
    yesterdays = Table(table, MetaData(), autoload_with=engine)
    with engine.begin() as connection:
        connection.execute(yesterdays.insert(), [{**common, **values} for values in several])
    engine.dispose()


def id_of(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012}"


def user(number: int, **values: str) -> dict[str, Any]:
    """Yesterday's account, its keys in lower case."""
    names = {"username": f"user{number}x", "email": f"user{number}@example.com", **values}
    copies = {f"{name}_{kind}": names[name].lower() for name in names for kind in ("key", "folded")}
    rest = {"password_hash": "!", "is_super_admin": False}
    return {"id": id_of(number), **names, **copies, **rest}


def place(number: int, country: str) -> dict[str, Any]:
    folded = country.lower()
    key = {"place_key": f'["{folded}", "", "", ""]'}
    return {"id": id_of(number), "country": country, "country_folded": folded, **key}


def copies(entity: type[Entity], row: dict[str, Any]) -> dict[str, Any]:
    """What a row of today has for comparing."""
    return {name: row[name] for name in entity.derived(row)}


def test_every_text_and_every_copy_is_as_if_it_were_written_today(url: str) -> None:
    insert(
        url,
        "users",
        user(1, username=DECOMPOSED, email=" otto@B\u00dcCHER.example"),
        *(user(number) for number in range(2, MOST)),
    )
    named = {"first_name": DECOMPOSED, "first_name_folded": DECOMPOSED.lower(), "bio": DECOMPOSED}
    shown = {"is_public": True, "allow_contact": True}
    insert(url, "profiles", {"id": id_of(1), "user_id": id_of(1), **named, **shown})
    insert(url, "locations", place(1, "Stra\u00dfe"))
    store.migrate()
    found: Rows = rows(url)
    first = found["users"][0]
    assert (first["username"], first["email"]) == ("Zo\u00eb", "otto@B\u00dcCHER.example")
    assert first["email_key"] == "otto@xn--bcher-kva.example"
    assert found["profiles"][0]["bio"] == "Zo\u00eb"
    assert found["profiles"][0]["search_text"] == " zoe"
    assert found["locations"][0]["place_key"] == '["strasse", "", "", ""]'
    assert len(found["users"]) == MOST - 1
    for entity in User, Profile, Location:
        for row in found[entity.__tablename__]:
            assert copies(entity, row) == entity.derived(row)


@pytest.mark.parametrize(
    ("table", "one", "other"),
    [
        ("users", user(1, username="paypal"), user(2, username="p\u0430yp\u0430l")),
        ("users", user(1, username="modern"), user(2, username="Modem")),
        (
            "users",
            user(1, email="otto@b\u00fccher.example"),
            user(2, email="otto@xn--bcher-kva.example"),
        ),
        ("locations", place(1, "Zo\u00eb"), place(2, DECOMPOSED)),
    ],
)
def test_two_rows_that_would_be_one_are_named_and_nothing_changes(
    url: str, table: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    insert(url, table, one, other)
    before = rows(url)
    with pytest.raises(SystemExit, match=f"{id_of(1)}, {id_of(2)}") as stopped:
        store.migrate()
    assert str(stopped.value).startswith("Nothing was changed.")
    assert rows(url) == before


def test_rows_may_pass_on_what_they_had(url: str) -> None:
    first, second = user(1, username="one"), user(2, username="two")
    first["username_key"], second["username_key"] = "two", "one"
    insert(url, "users", first, second)
    store.migrate()
    assert [row["username_key"] for row in rows(url)["users"]] == ["one", "two"]


def test_down_again_texts_are_compared_as_they_were(url: str) -> None:
    insert(url, "users", user(1, username="Zo\u00eb"))
    insert(url, "locations", place(1, "STRASSE"))
    before = rows(url)
    store.migrate()
    command.downgrade(ALEMBIC, BEFORE)
    assert rows(url) == before
