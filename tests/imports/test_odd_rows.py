"""One odd row of the replaced system is told and left out; all others come, however often."""

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db.models import Contact, Job, Location, Membership, Organization, Profile, User
from imports import aai
from imports.aai import Report
from imports.replaced import BATCH, Replaced
from imports.source import Unreadable
from resolvers.operation.command import Command
from tests.support import command_line, databases, postgresql
from tests.support.api import Api
from tests.support.rows import every, everything

A, B = (f"0191d2a4-7c5b-7000-8000-00000000abc{digit}" for digit in "de")
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
        replaced.close()


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


HASH = "$2b$04$" + "a" * 53
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


NO_VALUE = "this is no value that it may have here."
ODD_INSTANTS = (
    "0000-00-00 00:00:00",
    "0001-01-01 00:00:00+14:00",
    "9999-12-31 23:59:59-14:00",
    "yesterday",
)


@pytest.mark.parametrize("column", ["created_at", "deleted_at"])
def test_instants_that_are_none_are_faults_of_their_rows(api: Api, old: File, column: str) -> None:
    old.person(1, "first")
    for at, instant in enumerate(ODD_INSTANTS, 2):
        old.person(at, f"odd{at}", **{column: instant})
    old.person(9, "last")
    expected = [f"users {at}: users.{column}: {NO_VALUE}" for at in range(2, 6)]
    report = imported(api, old.url)
    assert (names(api), told(report)) == (["first", "last"], expected)
    old.person(10, "later")
    again = imported(api, old.url)
    assert (names(api), told(again)) == (["first", "last", "later"], expected)
    assert (again.imported["users"], again.there_already) == (1, 2)


def test_text_that_is_no_utf8_is_a_fault_of_its_row(api: Api, old: File) -> None:
    for at in range(1, 5):
        old.person(at, f"user{at}")
    old.run(
        "UPDATE users SET username = CAST(X'ff' AS TEXT) WHERE id = 2",
        "UPDATE users SET id = CAST(X'41ff0a' AS TEXT) WHERE id = 3",
        "UPDATE users SET is_superuser = CAST(X'ff' AS TEXT) WHERE id = 1",
    )
    report = imported(api, old.url)
    assert names(api) == ["user4"]
    assert told(report) == [
        f"users 1: users.is_super_admin: {NO_VALUE}",
        f"users 2: users.username: {NO_VALUE}",
        f"users 'A\\udcff\\n': users.id: {NO_VALUE}",
    ]
    str(report).encode()


def test_rows_without_an_id_or_with_one_that_is_no_text_are_told_page_by_page(
    api: Api, old: File
) -> None:
    with closing(sqlite3.connect(old.path)) as connection, connection:
        for at in range(BATCH + 10):
            for id in ("NULL", f"CAST(X'ff{at:04x}' AS TEXT)", "'same'"):
                connection.execute(f"INSERT INTO users (id) VALUES ({id})")
    old.person("zzz", "last")
    report = imported(api, old.url)
    assert names(api) == ["last"]
    rows = {sentence.rpartition(": users.")[0] for sentence in told(report)}
    assert len(rows) == 1 + (BATCH + 10) + 1


def test_rows_of_one_person_that_clash_with_another_ones_are_told(api: Api, whole: File) -> None:
    for at, id in enumerate((A, A.upper()), 1):
        whole.person(at, f"user{at}")
        whole.add("profiles", id=id, user_id=at)
    whole.person(3, "user3")
    whole.add("profiles", id=3, user_id=3)
    report = imported(api, whole.url)
    assert names(api) == ["user1", "user3"]
    (sentence,) = told(report)
    assert sentence.startswith("users 2: It contradicts what is here already")
    assert told(imported(api, whole.url)) == [sentence]


def test_what_lacks_what_it_needs_is_told(api: Api, whole: File) -> None:
    whole.person(1, "ada")
    whole.add("profiles", id=1, user_id=1)
    whole.add("contacts", id=1, profile_id=1, value="x")
    whole.person(2, "bob")
    whole.add("organizations", id=1, owner_id=2)
    whole.add("organizations", id=2, name="Nobody's")
    whole.add("locations", id=1)
    whole.add("users", id=3)
    report = imported(api, whole.url)
    assert names(api) == ["bob"]
    assert told(report) == [
        "locations 1: locations.country: a value is needed here.",
        "users 1: contacts.type: a value is needed here.",
        "users 3: users.username: a value is needed here.",
        "users 3: users.email: a value is needed here.",
        "organizations 1: organizations.name: a value is needed here.",
        "organizations 2: ownerId: its owner was not imported.",
    ]


def test_tables_that_are_missing_are_told(api: Api, old: File) -> None:
    old.person(1, "ada")
    report = imported(api, old.url)
    assert names(api) == ["ada"]
    assert report.unfit[:2] == ["There is no table `locations`.", "There is no table `profiles`."]


def test_without_a_column_that_is_needed_nothing_comes(
    database_url: str, api: Api, whole: File
) -> None:
    whole.person(1, "ada")
    whole.run("ALTER TABLE profiles DROP COLUMN id", "ALTER TABLE users DROP COLUMN email")
    done = command_line.run("import-aai", "--from", whole.url, DATABASE_URL=database_url)
    assert (done.returncode, names(api)) == (1, [])
    assert done.stderr == (
        "This is no database of the replaced system: The table `users` has no column `email`. "
        "The table `profiles` has no column `id`.\n"
    )


def test_details_need_no_ids(api: Api, whole: File) -> None:
    whole.run("ALTER TABLE contacts DROP COLUMN id", "ALTER TABLE jobs DROP COLUMN id")
    whole.person(1, "ada")
    whole.add("profiles", id=1, user_id=1)
    for value in ("x", "y"):
        whole.add("contacts", profile_id=1, type="x", value=value)
        whole.add("jobs", profile_id=1, title=value, company="z")
    assert told(imported(api, whole.url)) == []
    assert (len(every(api, Contact)), len(every(api, Job))) == (2, 2)


def test_a_database_that_goes_away_ends_the_run(api: Api, old: File) -> None:
    old.person(1, "ada")
    replaced = Replaced.at(old.url)
    old.run("DROP TABLE users")
    with pytest.raises(Unreadable, match="no such table"):
        api.run(aai.run(Command(api.services), replaced))
    replaced.close()


def test_a_url_that_is_none_is_told_in_a_sentence(database_url: str, api: Api) -> None:
    done = command_line.run("import-aai", "--from", "nonsense", DATABASE_URL=database_url)
    assert done.stderr == (
        "The URL of the other database cannot be used: "
        "it is no URL; it begins with postgresql:// or sqlite:///.\n"
    )


PEOPLE = """CREATE TABLE users (
    id {id} PRIMARY KEY, username text, email text, hashed_password bytea, is_active boolean,
    is_admin char(5), last_login timestamptz, created_at timestamp, deleted_at date
)"""
PROFILES = """CREATE TABLE profiles (
    id {id} PRIMARY KEY, user_id {id} REFERENCES users, date_of_birth date, is_public boolean
)"""


@pytest.mark.parametrize("id", ["integer", "uuid", "text", "varchar(36)", "bytea"])
def test_every_type_of_postgresql_is_read(api: Api, id: str) -> None:
    def the(number: int) -> str:
        written = {"integer": str(number), "bytea": f"'\\x{number:032x}'"}
        return written.get(id, f"'{number:032x}'")

    with databases.empty("postgresql", Path()) as url:
        name = url.partition("?")[0].rpartition("/")[2]
        postgresql.run(
            url,
            f"ALTER DATABASE {name} SET DateStyle = 'German'",
            f"ALTER DATABASE {name} SET TimeZone = 'Asia/Tokyo'",
            PEOPLE.format(id=id),
            PROFILES.format(id=id),
        )
        instants = ("2019-05-17 12:00+02", "infinity", "0044-03-15 BC", "20000-01-01", None)
        for number, instant in enumerate(instants, 1):
            said = f"'{instant}'" if instant else "NULL"
            postgresql.run(
                url,
                f"""INSERT INTO users VALUES ({the(number)}, 'user{number}',
                'user{number}@example.com', '{HASH}', true, 'false', {said}, '2019-05-17 10:00')""",
                f"INSERT INTO profiles VALUES ({the(number)}, {the(number)}, '1815-12-10', false)",
            )
        report = imported(api, url)
    assert [sentence.rpartition(": users.")[2] for sentence in told(report)] == (
        [f"last_login_at: {NO_VALUE}"] * 3
    )
    first, last = sorted(every(api, User), key=lambda user: user.username)
    assert str(first.created_at) == str(first.last_login_at) == "2019-05-17 10:00:00+00:00"
    assert (last.is_active, last.is_super_admin, last.last_login_at) == (True, False, None)
    assert first.password_hash == f"{{foreign}}{HASH}"
    assert [(str(row.date_of_birth), row.is_public) for row in every(api, Profile)] == (
        [("1815-12-10", False)] * 2
    )


def test_bytes_of_no_encoding_on_postgresql_are_faults_of_their_rows(api: Api) -> None:
    options = "bytewise ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
    url = postgresql.create(postgresql.shared(), options)
    try:
        postgresql.run(
            url,
            "CREATE TABLE users (id text, username text, email text)",
            *(
                f"""INSERT INTO users VALUES (convert_from('\\x{id}', 'SQL_ASCII'),
                convert_from('\\x{name}', 'SQL_ASCII'), 'user{id}@example.com')"""
                for id, name in (("41", "4ac3b67267"), ("42", "ff"), ("ff", "42"), ("c3bf", "43"))
            ),
        )
        report = imported(api, url)
    finally:
        postgresql.run(postgresql.shared(), "DROP DATABASE bytewise WITH (FORCE)")
    assert names(api) == ["C", "Jörg"]
    assert told(report) == [
        f"users B: users.username: {NO_VALUE}",
        f"users ÿ: users.id: {NO_VALUE}",
    ]


ANOTHER = "id: another row has the same one, perhaps in another spelling."


@pytest.mark.parametrize("spelled", [A.upper(), A.replace("-", ""), f"{{{A}}}", uuid.UUID(A).bytes])
def test_of_two_rows_with_one_uuid_the_second_is_told(api: Api, old: File, spelled: Any) -> None:
    old.person(B, "other")
    old.person(A, "ada")
    old.person(spelled, "eve")
    report = imported(api, old.url)
    (sentence,) = told(report)
    assert sentence.startswith("users ")
    assert sentence.endswith(f": {ANOTHER}")
    assert (report.imported["users"], report.there_already) == (2, 0)
    found = everything(api)
    again = imported(api, old.url)
    assert (told(again), again.there_already) == ([sentence], 2)
    assert everything(api) == found


def test_of_two_places_with_one_uuid_the_first_stays(api: Api, whole: File) -> None:
    whole.person(1, "ada")
    for id, country in ((A.upper(), "Peru"), (A, "Chile")):
        whole.add("locations", id=id, country=country)
    whole.add("profiles", id=1, user_id=1, location_id=A.upper())
    assert told(imported(api, whole.url)) == [f"locations {A}: {ANOTHER}"]
    (place,) = every(api, Location)
    assert place.country == "Peru"
    assert [profile.location_id for profile in every(api, Profile)] == [place.id]
