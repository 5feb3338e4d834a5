"""Rows of every list with ties, nulls and unusual text, as Hypothesis generates them."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from db.models import Contact, Entity, Job, Location, Profile, User
from tests.support.lists import second

FAMILIAR = [
    *("", "a", "A", "ä", "Ä", "a\u0308", "z", "Z", "_", "%", "\\", "i", "I", "é", "É", "Ж", "ж"),
    *("ß", "ẞ", "İ", "\N{LATIN SMALL LETTER DOTLESS I}", "\N{FULLWIDTH TILDE}"),
    *("Σ", "\N{GREEK SMALL LETTER SIGMA}", "\N{GREEK SMALL LETTER FINAL SIGMA}"),
    *("\N{DESERET CAPITAL LETTER LONG I}", "\N{DESERET SMALL LETTER LONG I}", "\N{HORSE}"),
]
"""Texts that differ in case alone, that databases collate, and beyond 16 bits."""
CHARACTERS = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
TEXTS = st.sampled_from(FAMILIAR) | st.text(CHARACTERS, max_size=3)
INSTANTS = st.integers(0, 2).map(second)
DAYS = st.integers(0, 3).map(lambda number: dt.date(2026, 1, 1) + dt.timedelta(days=number))


def rows(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    columns = {"created_at": INSTANTS, "updated_at": INSTANTS, **columns}
    return st.lists(st.fixed_dictionaries(columns), max_size=12)


ROWS = {
    "users": rows(username=TEXTS, last_login_at=st.none() | INSTANTS),
    "profiles": rows(first_name=st.none() | TEXTS, last_name=st.none() | TEXTS),
    "locations": rows(country=TEXTS, city=st.none() | TEXTS),
    "contacts": rows(type=TEXTS),
    "jobs": rows(
        start_date=st.none() | DAYS, end_date=st.none() | DAYS, title=TEXTS, company=TEXTS
    ),
}


def user(number: int, **values: Any) -> User:
    return User(email=f"{number}@example.com", password_hash="", **values)


def build_users(values: Sequence[dict[str, Any]]) -> list[Entity]:
    """Usernames are unique: each ends in its number."""
    return [
        user(number, **{**row, "username": f"{row['username']}·{number}"})
        for number, row in enumerate(values)
    ]


def build_profiles(values: Sequence[dict[str, Any]]) -> list[Entity]:
    return [
        Profile(user=user(number, username=str(number)), **row) for number, row in enumerate(values)
    ]


def build_locations(values: Sequence[dict[str, Any]]) -> list[Entity]:
    """Places are unique: each has a postal code of its own."""
    return [Location(postal_code=str(number), **row) for number, row in enumerate(values)]


def build_contacts(values: Sequence[dict[str, Any]]) -> list[Entity]:
    profile = Profile(user=user(0, username="0"))
    return [Contact(profile=profile, value="x", **row) for row in values]


def build_jobs(values: Sequence[dict[str, Any]]) -> list[Entity]:
    """A job does not end before it starts."""
    profile = Profile(user=user(0, username="0"))
    jobs = [Job(profile=profile, **row) for row in values]
    for job in jobs:
        if job.start_date and job.end_date and job.end_date < job.start_date:
            job.start_date, job.end_date = job.end_date, job.start_date
    return [*jobs]


BUILD: dict[str, Callable[[Sequence[dict[str, Any]]], list[Entity]]] = {
    "users": build_users,
    "profiles": build_profiles,
    "locations": build_locations,
    "contacts": build_contacts,
    "jobs": build_jobs,
}
