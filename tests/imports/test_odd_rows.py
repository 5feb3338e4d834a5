"""One odd row of the replaced system is told and left out; all others come, however often."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db.models import Contact, Job, Location, Membership, Organization, Profile, User
from imports import aai
from imports.aai import Report
from imports.replaced import Replaced
from resolvers.operation.command import Command
from tests.support.api import Api
from tests.support.rows import every

A, B, C = (f"0191d2a4-7c5b-7000-8000-00000000abc{digit}" for digit in "def")
USERS = """CREATE TABLE users (
    id, username, email, is_superuser, is_active BOOLEAN, created_at DATETIME"""


class File:
    """A SQLite file with tables as the statements make them."""

    def __init__(self, path: Path, *statements: str) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"
        self.run(*statements)

    def run(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def add(self, table: str, **values: Any) -> None:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values())
            )

    def person(self, id: Any, name: str, **values: Any) -> None:
        self.add("users", id=id, username=name, email=f"{name}@example.com", **values)


@pytest.fixture
def old(tmp_path: Path) -> File:
    """Users alone, in columns that take anything."""
    return File(tmp_path / "old.db", f"{USERS}, deleted_at DATETIME)")


@pytest.fixture
def whole(old: File) -> File:
    """All tables."""
    closing_date = "deleted_at DATETIME"
    old.run(
        f"CREATE TABLE locations (id, country, city, {closing_date})",
        f"CREATE TABLE profiles (id, user_id, first_name, is_public, location_id, {closing_date})",
        f"CREATE TABLE contacts (id, profile_id, type, value, is_primary, {closing_date})",
        f"CREATE TABLE jobs (id, profile_id, title, company, start_date DATE, {closing_date})",
        f"CREATE TABLE organizations (id, name, owner_id, {closing_date})",
        f"CREATE TABLE organization_members (organization_id, user_id, {closing_date})",
    )
    return old


def imported(api: Api, url: str) -> Report:
    replaced = Replaced.at(url)
    try:
        return api.run(aai.run(Command(api.services), replaced))
    finally:
        replaced.engine.dispose()


def told(report: Report) -> list[str]:
    """The sentences about rows."""
    return [sentence for sentence in report.unfit if not sentence.startswith("There is no table")]


def names(api: Api) -> list[str]:
    return sorted(user.username for user in every(api, User))


def test_flags_in_words_are_what_they_say(api: Api, old: File) -> None:
    for at, word in enumerate(("false", "0", "f", "N", " No ")):
        old.person(at, f"not{at}", is_superuser=word, is_active="t")
    old.person(9, "boss", is_superuser="TRUE", is_active="y")
    old.person(10, "odd", is_superuser="perhaps")
    report = imported(api, old.url)
    assert {user.username for user in every(api, User) if user.is_super_admin} == {"boss"}
    assert all(user.is_active for user in every(api, User))
    assert told(report) == [
        "users 10: users.is_super_admin: this is no value that it may have here."
    ]


def test_a_hidden_profile_stays_hidden(api: Api, whole: File) -> None:
    whole.person(1, "ada")
    whole.add("profiles", id=1, user_id=1, is_public="false")
    imported(api, whole.url)
    assert [profile.is_public for profile in every(api, Profile)] == [False]


def test_bytes_are_text_where_text_is_expected(api: Api, old: File) -> None:
    old.person(1, "x")
    old.run("UPDATE users SET username = CAST('ada' AS BLOB), email = CAST(email AS BLOB)")
    old.person(2, "bob")
    old.run("UPDATE users SET username = X'ff41' WHERE id = 2")
    report = imported(api, old.url)
    assert names(api) == ["ada"]
    assert told(report) == ["users 2: users.username: this is no value that it may have here."]


CLOSED = "2020-02-03 04:05:06"
OPEN_AND_CLOSED = (
    "isActive: it is open by a flag and closed by another or a date; it is closed here."
)


def test_a_closing_date_closes_and_what_says_the_opposite_is_told(api: Api, old: File) -> None:
    old.person(1, "open", is_active=1)
    old.person(2, "gone", deleted_at=CLOSED)
    old.person(3, "both", is_active=1, deleted_at=CLOSED)
    old.person(4, "shut", is_active=0)
    old.person(5, "past", is_active=0, deleted_at=CLOSED)
    report = imported(api, old.url)
    assert report.imported["users"] == 5
    assert told(report) == [f"users 3: {OPEN_AND_CLOSED}"]
    found = {user.username: user for user in every(api, User)}
    assert [name for name, user in found.items() if user.is_active] == ["open"]
    assert [found[name].deactivated_at is None for name in ("open", "shut")] == [True, False]
    for name in ("gone", "both", "past"):
        assert str(found[name].deactivated_at) == f"{CLOSED}+00:00"


def test_no_flag_is_needed_for_a_closing_date(api: Api, tmp_path: Path) -> None:
    table = "CREATE TABLE users (id, username, email, deactivated_at, deleted_at, is_deleted)"
    old = File(tmp_path / "old.db", table)
    old.person(1, "open", is_deleted=0)
    old.person(2, "gone", deleted_at=CLOSED)
    old.person(3, "left", deactivated_at=CLOSED, deleted_at="2021-01-01", is_deleted=0)
    old.person(4, "flag", is_deleted=1)
    report = imported(api, old.url)
    assert told(report) == [f"users 3: {OPEN_AND_CLOSED}"]
    found = {user.username: user for user in every(api, User)}
    assert [name for name, user in found.items() if user.is_active] == ["open"]
    for name in ("gone", "left"):
        assert str(found[name].deactivated_at) == f"{CLOSED}+00:00"


def test_a_closing_date_closes_rows_of_every_table(api: Api, whole: File) -> None:
    whole.person(1, "ada")
    whole.add("locations", id=1, country="Peru", deleted_at=CLOSED)
    whole.add("profiles", id=1, user_id=1, deleted_at=CLOSED)
    whole.add("contacts", id=1, profile_id=1, type="x", value="y", deleted_at=CLOSED)
    whole.add("jobs", id=1, profile_id=1, title="x", company="y", deleted_at=CLOSED)
    whole.add("organizations", id=1, name="Works", owner_id=1, deleted_at=CLOSED)
    whole.person(2, "bob")
    whole.add("organization_members", organization_id=1, user_id=2, deleted_at=CLOSED)
    assert told(imported(api, whole.url)) == []
    bob = next(user.id for user in every(api, User) if user.username == "bob")
    rows = [
        each
        for table in (Location, Profile, Contact, Job, Organization)
        for each in every(api, table)
    ]
    rows += every(api, Membership, user_id=bob)
    assert len(rows) == 6
    assert {(row.is_active, str(row.deactivated_at)) for row in rows} == {
        (False, f"{CLOSED}+00:00")
    }
