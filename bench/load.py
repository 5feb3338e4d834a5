"""Loads any number of profiles into PostgreSQL through COPY, each with 2.5 contacts and 2.5 jobs.

One profile of twenty is in the capital and one job of twenty at one large company; everything else
is spread evenly over places and companies, whose number grows with that of the profiles. RARE
people have a name that nobody else has, whatever the size.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator

from bench import copying
from bench.copying import Values, texts
from db.models import Contact, Entity, Job, Location, Profile, User
from demo.names import name

RARE = 50
RARE_NAME = "Zephyrine"
SHARE = 20  # one of so many is in the capital, or works at the large company
FIRST_DAY = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
KINDS = {User: 1, Profile: 2, Location: 3, Contact: 4, Job: 5}


def id_of(entity: type[Entity], number: int) -> str:
    """A UUID version 7 in the order of `number`, one for each second since the first day."""
    stamp = int((FIRST_DAY.timestamp() + number) * 1000)
    text = f"{stamp:012x}7{KINDS[entity]:03x}8{number:015x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def places(profiles: int) -> int:
    """How many locations there are."""
    return max(50, profiles // 50)


def companies(profiles: int) -> int:
    return max(100, profiles // 20)


def fill(url: str, profiles: int) -> None:
    """Fill an empty database."""
    sources: dict[type[Entity], Iterable[Values]] = {
        Location: map(_location, range(places(profiles))),
        User: map(_user, range(profiles)),
        Profile: (_profile(number, profiles) for number in range(profiles)),
        Contact: _contacts(profiles),
        Job: _jobs(profiles),
    }
    copying.fill(url, sources)


def _common(entity: type[Entity], number: int, second: float | None = None) -> Values:
    instant = FIRST_DAY + SECOND * (number if second is None else second)
    return {
        "id": id_of(entity, number),
        "is_active": True,
        "created_at": instant,
        "updated_at": instant,
    }


def _location(number: int) -> Values:
    named = texts(Location, country=f"Country {number % 100}", city=city(number))
    return {**_common(Location, number), **named}


def city(number: int) -> str:
    return f"City {number}"


def company(number: int) -> str:
    return f"Company {number}"


def _user(number: int) -> Values:
    username = f"user{number}"
    named = texts(User, username=username, email=f"{username}@example.com")
    flags = {"password_hash": "!", "is_super_admin": False, "is_email_verified": True}
    return {**_common(User, number), **named, **flags}


def first_name(number: int, profiles: int) -> str:
    """What a profile is called."""
    return RARE_NAME if number % (profiles // RARE) == 0 else name(number).first


def _profile(number: int, profiles: int) -> Values:
    person = name(number)
    place = 0 if number % SHARE == 1 else number * 7919 % places(profiles)
    return {
        **_common(Profile, number),
        **texts(Profile, first_name=first_name(number, profiles), last_name=person.last),
        "user_id": id_of(User, number),
        "gender": person.gender.name,
        "location_id": id_of(Location, place),
        "bio": "Says something about themselves, in a sentence or two.",
        "is_public": True,
        "allow_contact": True,
    }


def _contacts(profiles: int) -> Iterator[Values]:
    """Two or three of each profile, the first one primary."""
    number = 0
    for owner in range(profiles):
        for index in range(2 + owner % 2):
            kind, value = (
                ("email", f"u{owner}@example.com") if index == 0 else ("phone", f"+{number}")
            )
            yield {
                **_common(Contact, number, owner + index / 10),
                **texts(Contact, type=kind, value=value),
                "profile_id": id_of(Profile, owner),
                "is_primary": index == 0,
            }
            number += 1


def _jobs(profiles: int) -> Iterator[Values]:
    """Two or three of each profile, the last one without an end."""
    rng = random.Random(1)
    number = 0
    for owner in range(profiles):
        for index in range(2 + owner % 2):
            at = 0 if number % SHARE == 1 else rng.randrange(companies(profiles))
            start = dt.date(2000 + index * 5, 1, 1) + dt.timedelta(days=owner * 37 % 1500)
            yield {
                **_common(Job, number, owner + index / 10),
                **texts(
                    Job, title=f"Title {number % 300}", company=company(at), industry="Industry"
                ),
                "profile_id": id_of(Profile, owner),
                "start_date": start,
                "end_date": None if index else start + dt.timedelta(days=1 + owner * 31 % 1500),
            }
            number += 1
