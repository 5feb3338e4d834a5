"""People and places as rows of the database, ids and instants included."""

import datetime as dt
import random
from dataclasses import asdict

from db.models import Action, AuditEvent, Contact, Entity, Job, Location, Profile, User
from demo import chance
from demo.people import Person
from demo.places import PLACES
from demo.region import Place

NOBODY = "!"
"""A password hash that no password has."""
FOUNDED = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)
TYPING = dt.timedelta(seconds=40)


def user(rng: random.Random, person: Person, password_hash: str = NOBODY) -> User:
    """The account of a person."""
    return User(
        id=chance.new_id(rng, person.joined_at),
        username=person.username,
        email=person.email,
        password_hash=password_hash,
        is_email_verified=True,
        is_super_admin=person.is_super_admin,
        last_login_at=person.last_login_at,
        created_at=person.joined_at,
        updated_at=person.joined_at,
    ).derive()


def belongings(rng: random.Random, person: Person, user_id: str, location_id: str) -> list[Entity]:
    """The profile of a person, and its contacts and jobs."""
    profile = Profile(
        id=chance.new_id(rng, person.described_at),
        user_id=user_id,
        location_id=location_id,
        created_at=person.described_at,
        updated_at=person.changed_at,
        **person.columns,
    )
    rows: list[Entity] = [profile]
    for contact in person.contacts:
        at = person.described_at + len(rows) * TYPING
        values = {"id": chance.new_id(rng, at), "created_at": at, "updated_at": at}
        rows.append(Contact(**values, profile_id=profile.id, **asdict(contact)))
    for job in person.jobs:
        # a job that began later was added later
        began = dt.datetime.combine(job.start_date, dt.time(18), dt.UTC)
        at = max(person.described_at, began) + len(rows) * TYPING
        values = {
            "id": chance.new_id(rng, at),
            "created_at": at,
            "updated_at": max(at, person.changed_at),
        }
        rows.append(Job(**values, profile_id=profile.id, **asdict(job)))
    return rows


def events(person: Person, user_id: str) -> list[AuditEvent]:
    """What the trail tells of an account that may do everything; nobody was signed in."""
    actions = (Action.USER_CREATED, Action.SUPER_ADMIN_GRANTED) if person.is_super_admin else ()
    rng = chance.generator(f"events of {person.username}")
    rows = []
    for number, action in enumerate(actions):
        at = person.joined_at + number * chance.MILLISECOND
        values = {"id": chance.new_id(rng, at), "created_at": at}
        rows.append(AuditEvent(**values, action=action, subject_id=user_id, account_id=user_id))
    return rows


def location(place: Place) -> Location:
    """A city; all are as old as the server, so that no profile is older than its place."""
    rng = chance.generator(f"{place.city}, {place.country}")
    created_at = FOUNDED + PLACES.index(place) * TYPING
    return Location(
        id=chance.new_id(rng, created_at),
        city=place.city,
        state_province=place.state_province,
        country=place.country,
        postal_code=place.postal_code,
        created_at=created_at,
        updated_at=created_at,
    ).derive()
