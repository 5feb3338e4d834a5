"""The other database is read whatever its types are; what it lacks is told in a sentence."""

from pathlib import Path

import pytest

from db.models import Contact, Job, Profile, User
from imports import aai
from imports.replaced import Replaced
from imports.source import Unreadable
from resolvers.operation.command import Command
from tests.support import command_line, databases, postgresql
from tests.support.api import Api
from tests.support.replaced import NO_VALUE, File, imported, names, told
from tests.support.rows import every

HASH = "$2b$04$" + "a" * 53
PEOPLE = """CREATE TABLE users (
    id {id} PRIMARY KEY, username text, email text, hashed_password bytea, is_active boolean,
    is_admin char(5), last_login timestamptz, created_at timestamp, deleted_at date
)"""
PROFILES = """CREATE TABLE profiles (
    id {id} PRIMARY KEY, user_id {id} REFERENCES users, date_of_birth date, is_public boolean
)"""


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
