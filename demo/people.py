"""People: believable, made up, and always the same for a number."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from db.models import Gender
from demo import chance, names
from demo.bio import bio
from demo.career import Job, career
from demo.contacts import Contact, contacts
from demo.region import Place
from demo.work import INDUSTRIES

FIRST_JOINED = dt.datetime(2024, 1, 9, tzinfo=dt.UTC)
LAST_JOINED = dt.datetime(2026, 6, 20, tzinfo=dt.UTC)
TODAY = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
"""When the story ends: nothing happens later."""
BORN = (dt.date(1958, 1, 1), dt.date(2004, 12, 31))
LONGEST_VISIT = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Person:
    """An account with its profile; `columns` are those of the profile that need no id."""

    username: str
    email: str
    joined_at: dt.datetime
    last_login_at: dt.datetime | None
    described_at: dt.datetime
    changed_at: dt.datetime
    place: Place
    columns: dict[str, Any]
    contacts: tuple[Contact, ...]
    jobs: tuple[Job, ...]
    is_super_admin: bool = False


def person(rng: random.Random, number: int) -> Person:
    """Person `number`; `rng` decides about everything but the name."""
    name = names.name(number)
    place = rng.choice(name.region.places)
    industry = rng.choice(INDUSTRIES)
    born = BORN[0] + dt.timedelta(days=rng.randint(0, (BORN[1] - BORN[0]).days))
    joined = chance.instant(rng, FIRST_JOINED, LAST_JOINED)
    described = chance.instant(rng, joined, joined + LONGEST_VISIT)
    changed = chance.instant(rng, described, TODAY) if rng.random() < 0.6 else described
    jobs = career(rng, industry, born, changed.date())
    current = jobs[-1] if jobs and jobs[-1].end_date is None else None
    picture = f"https://i.pravatar.cc/300?u={name.username}"
    return Person(
        username=name.username,
        email=f"{name.username}@example.com",
        joined_at=joined,
        last_login_at=chance.instant(rng, changed, TODAY) if rng.random() < 0.85 else None,
        described_at=described,
        changed_at=changed,
        place=place,
        columns={
            "first_name": name.first,
            "last_name": name.last,
            "date_of_birth": born,
            "gender": _stated(rng, name.gender),
            "bio": bio(rng, place, industry, current) if rng.random() < 0.65 else None,
            "profile_picture_url": picture if rng.random() < 0.6 else None,
            "is_public": rng.random() >= 0.1,
            "allow_contact": rng.random() >= 0.15,
        },
        contacts=contacts(rng, name.username, place, industry),
        jobs=tuple(jobs),
    )


def _stated(rng: random.Random, usual: Gender) -> Gender:
    """Most state the gender that their name suggests."""
    choices = (usual, Gender.OTHER, Gender.PREFER_NOT_TO_SAY)
    return rng.choices(choices, (92, 3, 5))[0]
