"""A database of the replaced system moves in whole, with its ids and dates."""

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bcrypt
import pytest
import sqlalchemy as sa

from db.models import Contact, Job, Location, Membership, Organization, Profile, User
from imports import aai
from imports.aai import Report
from imports.person import Unfit
from imports.replaced import Replaced
from resolvers.operation.command import Command
from tests.support import command_line
from tests.support.api import Api
from tests.support.make import PASSWORD
from tests.support.rows import every, everything

AT = dt.datetime(2019, 5, 17, 12, 0, 0, 123456)
LOGIN = """
mutation ($email: String!, $password: String!) {
  login(input: { email: $email, password: $password }) { errors { code } }
}
"""
HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()


class Old:
    """Such a database, on SQLite, whose ids are UUIDs or numbers."""

    def __init__(self, path: Path, *, numbered: bool) -> None:
        self.url = f"sqlite:///{path}"
        self.engine = sa.create_engine(self.url)
        self.numbered = numbered
        id, meta = (sa.Integer if numbered else sa.Uuid), sa.MetaData()
        common = {
            "is_active": sa.Boolean,
            "created_at": sa.DateTime,
            "updated_at": sa.DateTime,
            "deactivated_at": sa.DateTime,
        }
        tables: dict[str, dict[str, Any]] = {
            "users": {
                "username": sa.String,
                "email": sa.String,
                "hashed_password": sa.String,
                "is_superuser": sa.Boolean,
                "last_login": sa.DateTime,
                "phone_number": sa.String,
            },
            "locations": {
                "country": sa.String,
                "state_province": sa.String,
                "city": sa.String,
                "postal_code": sa.String,
            },
            "profiles": {
                "user_id": id,
                "first_name": sa.String,
                "last_name": sa.String,
                "date_of_birth": sa.Date,
                "gender": sa.String,
                "bio": sa.Text,
                "is_public": sa.Boolean,
                "location_id": id,
            },
            "contacts": {
                "profile_id": id,
                "type": sa.String,
                "value": sa.String,
                "is_primary": sa.Boolean,
            },
            "jobs": {
                "profile_id": id,
                "title": sa.String,
                "company": sa.String,
                "start_date": sa.Date,
                "end_date": sa.Date,
            },
            "organizations": {"name": sa.String, "slug": sa.String, "owner_id": id},
            "organization_members": {"organization_id": id, "user_id": id, "role": sa.String},
        }
        self.tables = {
            name: sa.Table(
                name,
                meta,
                sa.Column("id", id, primary_key=True),
                *(sa.Column(column, kind) for column, kind in {**common, **columns}.items()),
            )
            for name, columns in tables.items()
        }
        meta.create_all(self.engine)
        self._numbers = iter(range(1, 10_000))

    def add(self, table: str, **values: Any) -> Any:
        """A row; its id."""
        id = next(self._numbers) if self.numbered else uuid.uuid4()
        given = {"id": id, "is_active": True, "created_at": AT, "updated_at": AT, **values}
        with self.engine.begin() as connection:
            connection.execute(self.tables[table].insert().values(**given))
        return id

    def person(self, name: str, **values: Any) -> Any:
        email = f"{name}@example.com"
        return self.add("users", username=name, email=email, hashed_password=HASH, **values)


@pytest.fixture(params=[False, True], ids=["UUIDs", "numbers"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Old]:
    found = Old(tmp_path / "old.db", numbered=request.param)
    yield found
    found.engine.dispose()


def stored(id: Any) -> str:
    """As SQLite has it."""
    return str(id).replace("-", "")


def imported(api: Api, old: Old) -> Report:
    replaced = Replaced.at(old.url)
    try:
        return api.run(aai.run(Command(api.services), replaced))
    finally:
        replaced.close()


def fill(old: Old) -> None:
    """Two people, with all that there is."""
    place = old.add("locations", country="England", city="London")
    ada = old.person("ada", is_superuser=True, last_login=AT)
    bob = old.person("bob", is_active=False)
    profile = old.add(
        "profiles",
        user_id=ada,
        first_name="Ada",
        date_of_birth=dt.date(1815, 12, 10),
        gender="prefer not to say",
        is_public=False,
        location_id=place,
    )
    for value in ("ada@example.com", "ada@example.org"):
        old.add("contacts", profile_id=profile, type="email", value=value, is_primary=True)
    old.add("jobs", profile_id=profile, title="Analyst", company="Engines", is_active=False)
    works = old.add("organizations", name="Works", slug="the-works", owner_id=ada)
    old.add("organization_members", organization_id=works, user_id=bob, role="manager")


def test_everything_comes_with_its_ids_and_dates(api: Api, old: Old) -> None:
    fill(old)
    report = imported(api, old)
    assert report.unfit == []
    assert report.imported == {"locations": 1, "users": 2, "organizations": 1}
    ada, bob = sorted(every(api, User), key=lambda user: user.username)
    at = AT.replace(tzinfo=dt.UTC, microsecond=123_000)
    assert (ada.created_at, ada.updated_at, ada.last_login_at) == (at, at, at)
    assert (ada.is_super_admin, bob.is_active, bob.deactivated_at) == (True, False, at)
    (profile,) = every(api, Profile)
    (place,) = every(api, Location)
    assert (profile.user_id, profile.location_id, profile.is_public) == (ada.id, place.id, False)
    assert str(profile.gender) == "Gender.PREFER_NOT_TO_SAY"
    assert [row.is_primary for row in every(api, Contact)] in ([True, False], [False, True])
    (job,) = every(api, Job)
    assert (job.is_active, job.deactivated_at, job.profile_id) == (False, at, profile.id)
    (works,) = every(api, Organization)
    assert (works.slug, works.owner_id, works.created_at) == ("the-works", ada.id, at)
    roles = {row.user_id: row.role.name for row in every(api, Membership)}
    assert roles == {ada.id: "OWNER", bob.id: "MANAGER"}
    if not old.numbered:
        with old.engine.connect() as connection:
            ids = connection.execute(sa.select(old.tables["users"].c.id)).scalars()
            assert {str(id) for id in ids} == {ada.id, bob.id}


def test_the_password_is_good_here(api: Api, old: Old) -> None:
    old.person("ada")
    imported(api, old)
    for password, codes in ((PASSWORD, []), ("another", ["INVALID_CREDENTIALS"])):
        found = api.data(LOGIN, {"email": "ada@example.com", "password": password})["login"]
        assert [error["code"] for error in found["errors"]] == codes


def test_a_run_that_is_repeated_changes_nothing(api: Api, old: Old) -> None:
    fill(old)
    imported(api, old)
    before = everything(api)
    report = imported(api, old)
    assert (report.there_already, sum(report.imported.values())) == (4, 0)
    assert everything(api) == before
    old.person("eve")
    assert imported(api, old).imported["users"] == 1


def test_what_does_not_fit_is_told_and_leaves_nothing_behind(api: Api, old: Old) -> None:
    eve = old.person("eve")
    profile = old.add("profiles", user_id=eve, first_name="x" * 101, gender="unheard of")
    old.add("contacts", profile_id=profile, type="email", value="nowhere")
    odd = old.add("users", username="odd", email="no address", hashed_password="md5:x")
    old.person("fox", phone_number="+41 44 668 18 00")
    closed = old.add("organizations", name="Nobody's", owner_id=odd)
    report = imported(api, old)
    assert [user.username for user in every(api, User)] == ["fox"]
    assert (every(api, Profile), every(api, Organization)) == ([], [])
    told = "\n".join(report.unfit)
    assert f"users {stored(eve)}: profiles.gender: this is no value" in told
    assert f"users {stored(odd)}: email: This is not an email address." in told
    assert f"organizations {stored(closed)}: ownerId: its owner was not imported." in told
    assert "users.phone_number has no place here; it is not empty in 1 rows." in told
    assert HASH not in told


def test_all_faults_of_a_person_are_told_at_once(api: Api, old: Old) -> None:
    eve = old.person("eve")
    profile = old.add("profiles", user_id=eve, first_name="x" * 101)
    old.add("contacts", profile_id=profile, type="email", value="nowhere")
    days = {"start_date": dt.date(2020, 1, 2), "end_date": dt.date(2020, 1, 1)}
    old.add("jobs", profile_id=profile, title="a", company="b", **days)
    told = "\n".join(imported(api, old).unfit)
    for path in ("profile.firstName", "contacts.0.value", "jobs.0.endDate"):
        assert f"users {stored(eve)}: {path}: " in told


def test_equal_places_are_one(api: Api, old: Old) -> None:
    ids = [old.add("locations", country=name, city="Lima") for name in ("Peru", "PERU")]
    for number, id in enumerate(ids):
        old.add("profiles", user_id=old.person(f"user{number}"), location_id=id)
    report = imported(api, old)
    assert (report.unfit, report.imported["locations"]) == ([], 1)
    (place,) = every(api, Location)
    assert {row.location_id for row in every(api, Profile)} == {place.id}


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="no table `users`"):
        Replaced.at(f"sqlite:///{tmp_path / 'empty.db'}")


def test_the_command_says_what_came_of_it(database_url: str, api: Api, old: Old) -> None:
    fill(old)
    settings = {"DATABASE_URL": database_url, "BCRYPT_ROUNDS": "4"}
    done = command_line.run("import-aai", "--from", old.url, **settings)
    assert done.returncode == 0, done.stderr
    assert "Imported 1 locations, 2 users, 1 organizations; 0 were there already." in done.stdout
    for url in ("nonsense", "sqlite:////nowhere/at/all.db", "postgresql://u:secret@127.0.0.1:9/x"):
        done = command_line.run("import-aai", "--from", url, **settings)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "secret" not in done.stderr
