"""People, places, jobs and the rest with ties, nulls, odd texts and hidden rows; who sees which."""

import datetime as dt
import random
from collections.abc import Container

from db.models import (
    Action,
    AuditEvent,
    Contact,
    Entity,
    Gender,
    Job,
    Location,
    Membership,
    MembershipStatus,
    Organization,
    Profile,
    User,
)
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make
from tests.support.oracle import Row, camel
from tests.support.rows import every

TEXTS = ["Ada", "ADA", "ada_", "a%a", "a\\a", "Straße", "İz", "ΟΔΟΣ", "οδοσ", "Zoë", "zoé", "Жук"]
DAYS = [dt.date(2020, 1, day) for day in (1, 2, 3)]
PEOPLE = 36

World = dict[str, list[Row]]
"""The rows of each list."""


def build(make: Make, member: User) -> None:
    """Fill an empty database; `member` belongs to some organizations and has a private profile."""
    chance = random.Random(11)
    places = [
        make.location(
            country=chance.choice(TEXTS),
            state_province=chance.choice([None, *TEXTS]),
            city=chance.choice([None, TEXTS[number]]),
            postal_code=str(number),
            is_active=number > 3,
            created_at=_instant(chance),
        )
        for number in range(10)
    ]
    for number in range(PEOPLE):
        user = member if number == 0 else _user(make, chance, number)
        profile = make.profile(
            user,
            first_name=chance.choice([None, *TEXTS]),
            last_name=chance.choice([None, *TEXTS]),
            gender=chance.choice([None, *Gender]),
            is_public=number > 0 and chance.random() < 0.85,
            is_active=chance.random() < 0.9,
            allow_contact=chance.random() < 0.7,
            location_id=chance.choice([None, *(place.id for place in places)]),
            created_at=_instant(chance),
            updated_at=_instant(chance),
        )
        _details(make, chance, profile)
    for number in range(14):
        organization = make.organization(
            name=chance.choice(TEXTS),
            slug=f"{chance.choice(['ada', 'zoe'])}-{number}",
            category=chance.choice([None, *TEXTS]),
            subcategory=chance.choice([None, *TEXTS]),
            is_active=chance.random() < 0.8,
            created_at=_instant(chance),
        )
        if number % 3:
            make.membership(organization, member, status=chance.choice([*MembershipStatus]))
    for _ in range(20):
        ids = [None, member.id, places[0].id]
        event = AuditEvent(
            action=chance.choice([Action.LOGIN_FAILED, Action.LOGIN_SUCCEEDED, Action.JOB_ADDED]),
            actor_id=chance.choice(ids),
            subject_id=chance.choice(ids),
            created_at=_instant(chance),
        )
        make.store(event)


def _instant(chance: random.Random) -> dt.datetime:
    return second(chance.randrange(8))


def _user(make: Make, chance: random.Random, number: int) -> User:
    return make.user(
        username=f"{chance.choice(TEXTS)}·{number}",
        email=f"{chance.choice(['ada', 'zoe'])}{number}@example.com",
        last_login_at=chance.choice([None, _instant(chance)]),
        is_active=chance.random() < 0.9,
        created_at=_instant(chance),
    )


def _details(make: Make, chance: random.Random, profile: Profile) -> None:
    for _ in range(chance.randrange(4)):
        start, end = sorted(chance.choices(DAYS, k=2))
        make.job(
            profile,
            title=chance.choice(TEXTS),
            company=chance.choice(TEXTS),
            industry=chance.choice([None, *TEXTS]),
            start_date=chance.choice([None, start]),
            end_date=chance.choice([None, end]),
            is_active=chance.random() < 0.6,
            created_at=_instant(chance),
        )
    for number in range(chance.randrange(3)):
        make.contact(
            profile,
            type=chance.choice(TEXTS),
            value=chance.choice(TEXTS),
            is_primary=number == 0,
            is_active=chance.random() < 0.6,
            created_at=_instant(chance),
        )


def seen(api: Api, viewer: User | None) -> World:
    """The rows that a viewer may see, with their relations; None is nobody in particular."""
    is_admin = viewer is not None and viewer.is_super_admin
    own_id = viewer and viewer.id
    users, places, jobs = (_told(api, entity) for entity in (User, Location, Job))
    open_places = {id: place for id, place in places.items() if is_admin or place["isActive"]}
    profiles = {}
    for id, profile in _told(api, Profile).items():
        user = users[profile["userId"]]
        profile["user"] = [user]
        where = profile["locationId"]
        profile["location"] = [open_places[where]] if where in open_places else []
        mine = [job for job in jobs.values() if job["profileId"] == id]
        profile["jobs"] = [job for job in mine if job["isActive"]]
        is_public = profile["isPublic"] and profile["isActive"]
        is_visible = (is_public or profile["userId"] == own_id) and user["isActive"]
        if is_admin or is_visible:
            profiles[id] = profile
    shown = {row["locationId"] for row in profiles.values()}
    contacts = _told(api, Contact).values()
    open_to = {id for id, row in profiles.items() if row["allowContact"] or row["userId"] == own_id}
    joined = {row.organization_id for row in every(api, Membership) if row.user_id == own_id}
    return {
        "users": [*users.values()],
        "profiles": [*profiles.values()],
        "locations": [place for id, place in open_places.items() if is_admin or id in shown],
        "jobs": [job for job in jobs.values() if is_admin or _is_open(job, profiles)],
        "contacts": [row for row in contacts if is_admin or _is_open(row, open_to)],
        "organizations": [
            row
            for row in _told(api, Organization).values()
            if is_admin or (row["isActive"] and row["id"] in joined)
        ],
        "auditEvents": [{**row, "at": row["createdAt"]} for row in _told(api, AuditEvent).values()],
    }


def _told(api: Api, entity: type[Entity]) -> dict[str, Row]:
    """All rows of an entity by their ids, as the API would tell them."""
    names = [column.name for column in entity.__table__.columns]
    return {
        row.id: {camel(name): _plain(getattr(row, name)) for name in names}
        for row in every(api, entity)
    }


def _plain(value: object) -> object:
    return value.name if isinstance(value, Gender) else value


def _is_open(row: Row, profile_ids: Container[str]) -> bool:
    return row["isActive"] and row["profileId"] in profile_ids
