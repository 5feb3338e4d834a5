"""One odd row of the replaced system is told and left out; all others come, however often."""

import sqlite3
import uuid
from contextlib import closing
from typing import Any

import pytest

from db.models import Location, Profile, User
from imports.replaced import BATCH
from tests.support.api import Api
from tests.support.replaced import NO_VALUE, File, imported, names, told
from tests.support.rows import every, everything

A, B = (f"0191d2a4-7c5b-7000-8000-00000000abc{digit}" for digit in "de")
ANOTHER = "id: another row has the same one, perhaps in another spelling."
ODD_INSTANTS = (
    "0000-00-00 00:00:00",
    "0001-01-01 00:00:00+14:00",
    "9999-12-31 23:59:59-14:00",
    "yesterday",
)


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
