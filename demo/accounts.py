"""The two people whom one can sign in as."""

import datetime as dt
from dataclasses import dataclass

from db.models import Gender
from demo.career import Job
from demo.contacts import Contact
from demo.people import Person
from demo.places import PLACES

STOCKHOLM = next(place for place in PLACES if place.city == "Stockholm")
ZURICH = next(place for place in PLACES if place.city == "Zürich")


@dataclass(frozen=True)
class Account:
    """A person, and how to sign in as them."""

    role: str
    person: Person
    password: str


def _instant(day: int, hour: int, minute: int) -> dt.datetime:
    """In the first days of 2024, before anybody else joined."""
    return dt.datetime(2024, 1, day, hour, minute, tzinfo=dt.UTC)


ADMIN = Person(
    username="admin",
    email="admin@example.com",
    joined_at=_instant(2, 8, 0),
    last_login_at=None,
    described_at=_instant(2, 8, 10),
    changed_at=_instant(2, 8, 10),
    place=STOCKHOLM,
    columns={
        "first_name": "Nora",
        "last_name": "Lindholm",
        "date_of_birth": dt.date(1981, 5, 14),
        "gender": Gender.FEMALE,
        "bio": "Keeps this place in order. Write to me when something is not.",
        "profile_picture_url": "https://i.pravatar.cc/300?u=admin",
    },
    contacts=(Contact("email", "admin@example.com", is_primary=True),),
    jobs=(Job("Community Manager", "Larkfield Data", "Software", dt.date(2019, 9, 1)),),
    is_super_admin=True,
)

MARIA = Person(
    username="maria",
    email="maria@example.com",
    joined_at=_instant(8, 17, 25),
    last_login_at=None,
    described_at=_instant(8, 17, 31),
    changed_at=_instant(8, 17, 52),
    place=ZURICH,
    columns={
        "first_name": "Maria",
        "last_name": "Keller",
        "date_of_birth": dt.date(1992, 3, 27),
        "gender": Gender.FEMALE,
        "bio": "Senior Architect at Larch & Lime Architects. Usually found swimming in the lake.",
        "profile_picture_url": "https://i.pravatar.cc/300?u=maria",
    },
    contacts=(
        Contact("email", "maria@example.com", is_primary=True),
        Contact("phone", "+41 000 501 274"),
        Contact("url", "https://maria-keller.example"),
    ),
    jobs=(
        Job(
            "Architect",
            "Terrace Nine",
            "Architecture and Construction",
            dt.date(2017, 2, 1),
            dt.date(2021, 8, 31),
        ),
        Job(
            "Senior Architect",
            "Larch & Lime Architects",
            "Architecture and Construction",
            dt.date(2021, 10, 1),
        ),
    ),
)

ACCOUNTS = (
    Account("super admin", ADMIN, "aai-demo-admin"),
    Account("user", MARIA, "aai-demo-maria"),
)
