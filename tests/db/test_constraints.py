"""What the database itself refuses, whoever writes to it; each refusal is known by its name."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.integrity import violated
from db.models import Contact, Entity, Job, Profile
from db.types import new_id
from tests.support.api import Api
from tests.support.make import Make

JANUARY, FEBRUARY = dt.date(2020, 1, 1), dt.date(2020, 2, 1)
SAME_NAMES = [
    ("Ada", "ADA"),
    ("Stra\u00dfe", "STRASSE"),
    ("\u0391\u03a3", "\u03b1\u03c2"),  # a final sigma
    ("\ufb01n", "FIN"),  # a ligature
    ("\uff21da", "ada"),  # a full-width letter
    ("\u00e4da", "A\u0308DA"),  # a combining diaeresis
]

USERNAME = ("uq_users_username_key", "uq_users_username_skeleton")
"""One name in two spellings looks alike, too: which of the two is told first is the database's."""


@contextmanager
def breaking(*names: str) -> Iterator[None]:
    """The block breaks one of the constraints `names`."""
    with pytest.raises(IntegrityError) as caught:
        yield
    assert violated(caught.value) in names


def run(api: Api, statement: str, **values: Any) -> None:
    with api.services.database.engine.begin() as connection:
        connection.execute(text(statement), values)


@pytest.mark.parametrize("is_active", [True, False])
def test_a_user_has_one_profile(make: Make, is_active: bool) -> None:
    profile = make.profile(is_active=is_active)
    with breaking("uq_profiles_user_id"):
        make.store(Profile(user_id=profile.user_id))


def test_a_profile_has_one_active_primary_contact(api: Api, make: Make) -> None:
    profile = make.profile()
    make.contact(profile, is_primary=True)
    for _ in range(2):
        make.contact(profile, is_primary=False)
        make.contact(profile, is_primary=True, is_active=False)
        make.contact(make.profile(), is_primary=True)
    with breaking("uq_contacts_profile_id_primary"):
        make.contact(profile, is_primary=True)
    with breaking("uq_contacts_profile_id_primary"):
        run(api, "UPDATE contacts SET is_primary = true")
    with breaking("uq_contacts_profile_id_primary"):
        run(api, "UPDATE contacts SET is_active = true")


def test_a_job_does_not_end_before_it_starts(api: Api, make: Make) -> None:
    profile = make.profile()
    for start, end in ((JANUARY, FEBRUARY), (JANUARY, JANUARY), (JANUARY, None), (None, JANUARY)):
        make.job(profile, start_date=start, end_date=end)
    with breaking("ck_jobs_end_not_before_start"):
        make.job(profile, start_date=FEBRUARY, end_date=JANUARY)
    with breaking("ck_jobs_end_not_before_start"):
        run(api, "UPDATE jobs SET start_date = '2020-03-01' WHERE end_date = '2020-02-01'")


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize(
    ("one", "same"),
    [
        ({"city": None}, {"city": None}),
        ({"city": "Lima"}, {"city": "LIMA"}),
        (
            {"state_province": "A", "city": "B", "postal_code": "c"},
            {"state_province": "a", "city": "b", "postal_code": "C"},
        ),
        ({"city": "Stra\u00dfe"}, {"city": "strasse"}),
    ],
)
def test_a_place_exists_once(
    make: Make, one: dict[str, Any], same: dict[str, Any], is_active: bool
) -> None:
    make.location(country="Peru", is_active=is_active, **one)
    with breaking("uq_locations_place_key"):
        make.location(country="PERU", **same)


def test_places_that_differ_in_one_part_are_different(make: Make) -> None:
    parts = {"state_province": "A", "city": "B", "postal_code": "C"}
    make.location(**parts)
    make.location(country="Peru", **parts)
    for part in parts:
        make.location(**{**parts, part: "D"})
        make.location(**{**parts, part: None})


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize(("one", "same"), SAME_NAMES)
def test_a_username_is_taken_however_it_is_spelled(
    make: Make, one: str, same: str, is_active: bool
) -> None:
    make.user(username=one, is_active=is_active)
    with breaking(*USERNAME):
        make.user(username=same)


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize(("one", "same"), SAME_NAMES)
def test_an_email_is_taken_however_it_is_spelled(
    make: Make, one: str, same: str, is_active: bool
) -> None:
    make.user(email=f"{one}@example.com", is_active=is_active)
    with breaking("uq_users_email_key"):
        make.user(email=f"{same}@EXAMPLE.com")


def test_the_key_of_a_name_follows_the_name(api: Api, make: Make) -> None:
    user = make.user(username="Ada")
    make.user(username="Grace")
    user.username = "GRACE"
    with breaking(*USERNAME):
        make.store(user)


def test_a_gender_is_one_of_four(api: Api, make: Make) -> None:
    make.profile()
    with breaking("ck_profiles_gender"):
        run(api, "UPDATE profiles SET gender = 'UNKNOWN'")


@pytest.mark.parametrize(
    "row",
    [
        lambda: Profile(user_id=new_id()),
        lambda: Contact(profile_id=new_id(), type="fax", value="1"),
        lambda: Job(profile_id=new_id(), title="Tutor", company="Home"),
    ],
)
def test_nothing_belongs_to_nobody(make: Make, row: Callable[[], Entity]) -> None:
    with pytest.raises(IntegrityError):
        make.store(row())


@pytest.mark.parametrize(
    "change",
    [
        "users SET email_key = NULL",
        "profiles SET is_public = NULL",
        "profiles SET location_id = id",
        "locations SET country = NULL",
        "contacts SET value = NULL",
        "jobs SET title = NULL",
    ],
)
def test_what_is_required_stays(api: Api, make: Make, change: str) -> None:
    profile = make.profile(location_id=make.location().id)
    make.contact(profile)
    make.job(profile)
    with pytest.raises(IntegrityError):
        run(api, f"UPDATE {change}")
