"""The people of the replaced system: each comes with all that is theirs, or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select

from auth import foreign_hashes
from auth.passwords import NOBODYS
from base.email import mailbox
from base.problem import ErrorCode, Problem
from base.text import trim
from db.models import Action, Contact, Job, Profile, User
from imports.person import Unfit
from imports.replaced import Replaced, Row
from imports.rows import columns, meta, texts
from resolvers import contact, job, profile, validation
from resolvers.names import SHAPES, TAKEN
from resolvers.operation.transaction import Transaction


@dataclass(frozen=True)
class Person:
    user: Row
    profile: Row | None
    contacts: list[Row]
    jobs: list[Row]


def read(replaced: Replaced, user: Row) -> Person:
    """A user with what is theirs; Unfit where a part of it is of no use here."""
    profiles = replaced.parts_of("profiles", "user_id", user)
    if len(profiles) > 1:
        raise Unfit(f"profiles: there are {len(profiles)}, and a user has one at most.")
    contacts = [
        row for each in profiles for row in replaced.parts_of("contacts", "profile_id", each)
    ]
    jobs = [row for each in profiles for row in replaced.parts_of("jobs", "profile_id", each)]
    return Person(user, profiles[0] if profiles else None, contacts, jobs)


def add(transaction: Transaction, person: Person, places: Mapping[str, str]) -> bool:
    """Whether the person was not there before."""
    session, row = transaction.session, person.user
    if session.scalars(select(exists().where(User.id == row["id"]))).one():
        return False
    email = trim(row.get("email") or "")
    validation.check(User, {"email": email, "username": row.get("username")}, SHAPES)
    if session.scalars(select(exists().where(User.email_key == mailbox(email)))).one():
        raise Unfit("email: an account with another id has this address here.")
    user = User(
        **meta(row),
        email=email,
        username=row["username"],
        password_hash=_hash(row.get("password_hash")),
        is_super_admin=bool(row.get("is_super_admin")),
        is_email_verified=bool(row.get("is_email_verified")),
        last_login_at=row.get("last_login_at"),
    )
    with transaction.breaking(TAKEN):
        session.add(user)
    transaction.record(Action.USER_CREATED, user.id, user.id)
    if user.is_super_admin:
        transaction.record(Action.SUPER_ADMIN_GRANTED, user.id, user.id)
    if person.profile is not None:
        _add_profile(transaction, person, places)
    return True


def _add_profile(transaction: Transaction, person: Person, places: Mapping[str, str]) -> None:
    assert person.profile is not None
    values = columns(Profile, person.profile)
    place = values.pop("location_id", None)
    if place is not None and place not in places:
        raise Unfit("profile.locationId: its place was not imported.")
    contacts = [columns(Contact, each) for each in person.contacts]
    jobs = [columns(Job, each) for each in person.jobs]
    validation.require(
        [
            *_under("profile", validation.problems(Profile, texts(values), profile.SHAPES)),
            *_each("contacts", [contact.problems(texts(each)) for each in contacts]),
            *_each("jobs", [job.problems(texts(each)) for each in jobs]),
            *_too_many("contacts", contacts, contact.LIMIT),
            *_too_many("jobs", jobs, job.LIMIT),
        ]
    )
    transaction.session.add(Profile(**values, location_id=place and places[place]))
    transaction.session.flush()
    for each in _one_primary(contacts):
        transaction.session.add(Contact(**each))
    transaction.session.add_all([Job(**each) for each in jobs])
    transaction.session.flush()


def _one_primary(contacts: list[Row]) -> list[Row]:
    """Of several active primary contacts the first stays one."""
    seen = False
    for each in contacts:
        is_primary = bool(each.get("is_primary")) and bool(each.get("is_active", True))
        each["is_primary"] = is_primary and not seen
        seen = seen or is_primary
    return contacts


def _hash(given: str | None) -> str:
    """What is kept in place of a password; Unfit for a hash that cannot be verified."""
    if not given:
        return NOBODYS
    try:
        return foreign_hashes.kept(given)
    except ValueError as error:
        raise Unfit(f"passwordHash: {error}") from None


def _under(name: str, problems: Iterable[Problem]) -> list[Problem]:
    return [each.under(name) for each in problems]


def _each(name: str, problems: Iterable[Iterable[Problem]]) -> list[Problem]:
    return [each.under(name, str(at)) for at, found in enumerate(problems) for each in found]


def _too_many(name: str, rows: list[Row], most: int) -> list[Problem]:
    active = sum(row.get("is_active", True) for row in rows)
    sentence = f"There are {active} active ones, and a profile has at most {most}."
    return [Problem(ErrorCode.LIMIT_REACHED, sentence, (name,))] if active > most else []
