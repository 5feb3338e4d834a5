"""Locations: found or created by anyone who is signed in, kept in order by super admins."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from base.errors import Conflict, InUse, NotFound
from base.problem import ErrorReason, Fault, Problem
from db.location import PARTS
from db.models import Action, Location, Profile
from resolvers import validation
from resolvers.lists.listing import Catalogue
from resolvers.operation import events
from resolvers.operation.audited import audited
from resolvers.operation.transaction import Transaction

CATALOGUE = Catalogue(
    Location,
    orders={
        "CREATED_AT": "created_at",
        "UPDATED_AT": "updated_at",
        "COUNTRY": "country_folded",
        "CITY": "city_folded",
    },
)
CHOICE = ("location_id", "location")
"""The two ways in which a profile's input names a place: by id, or by its parts."""
TAKEN_AWAY = "An administrator took this place away: name another one."
TAKEN_FROM_PROFILE = (
    "An administrator took the place of this profile away: give it another one, or none, first."
)


def problems(values: dict[str, Any]) -> list[Problem]:
    """All that is wrong with a place."""
    return validation.problems(Location, values, {})


def create(transaction: Transaction, **values: Any) -> Location:
    """Find a place or create it, and hand it to whoever named all of it.

    One that a super admin names so is offered to everybody, whoever is there.
    """
    validation.require(problems(values))
    place = find_or_create(transaction, values)
    if transaction.viewer.is_super_admin and not place.is_offered:
        place.is_offered = True
        transaction.record(Action.LOCATION_OFFERED, place.id)
    return place


def find_or_create(transaction: Transaction, values: dict[str, Any], *path: str) -> Location:
    """The one row of a checked place, which cannot be deactivated before the end.

    Conflict at `path` for a deactivated place, which comes back for super admins alone.
    """
    place = Location(**{part: values.get(part) for part in PARTS}).derive()
    same = select(Location).where(Location.place_key == place.place_key)
    may_offer = transaction.viewer.is_super_admin  # and would wait for others who share the row
    lock = same.where(Location.is_active).with_for_update(read=not may_offer, key_share=may_offer)
    found = transaction.session.scalars(lock).one_or_none()
    if found is not None:
        return found
    created = _insert_unless_there(transaction, place)
    if created is not None:
        transaction.record(Action.LOCATION_CREATED, created.id)
        return created
    found = transaction.session.scalars(same.with_for_update(key_share=True)).one()
    return _bring_back(transaction, found, *path)


def _insert_unless_there(transaction: Transaction, place: Location) -> Location | None:
    """The new row, or None where the place exists."""
    dialect = postgresql if transaction.session.get_bind().dialect.name == "postgresql" else sqlite
    texts = {part: getattr(place, part) for part in PARTS}
    insert = dialect.insert(Location).values(**texts, **Location.derived(texts))
    unless_there = insert.on_conflict_do_nothing(index_elements=["place_key"])
    return transaction.session.scalars(unless_there.returning(Location)).one_or_none()


def _bring_back(
    transaction: Transaction, place: Location, *path: str, sentence: str = TAKEN_AWAY
) -> Location:
    """A locked place, active again if a super admin asks for it; Conflict otherwise."""
    if place.is_active:
        return place
    if not transaction.viewer.is_super_admin:
        raise Conflict(*path, message=sentence)
    transaction.record(Action.LOCATION_RESTORED, place.id)
    transaction.events.extend(events.of(Action.LOCATION_RESTORED, place, None))
    return place.restore()


def choice_problems(values: dict[str, Any]) -> list[Problem]:
    """All that is wrong with the place that a profile's input names."""
    place = values.get("location")
    if place is None:
        return []
    if values.get("location_id") is not None:
        sentence = "Give a location or the id of one, not both."
        return [Fault(sentence, ErrorReason.ONE_OF_TWO).at("location")]
    return [problem.under("location") for problem in problems(place)]


def choose(transaction: Transaction, values: dict[str, Any]) -> dict[str, Any]:
    """`values` with the place that they name as `location_id`.

    NotFound for an unknown one, Conflict for one that was deactivated.
    """
    columns = {name: value for name, value in values.items() if name not in CHOICE}
    if values.get("location") is not None:
        columns["location_id"] = find_or_create(transaction, values["location"], "location").id
    elif values.get("location_id") is not None:
        columns["location_id"] = _in_use(transaction, values["location_id"])
    elif len(columns) < len(values):
        columns["location_id"] = None
    return columns


def _in_use(transaction: Transaction, id: str) -> str:
    """The id of an active place, which cannot be deactivated before the profile is written.

    Also where hidden profiles alone are: who has the id was shown the place or named all of it,
    and an answer that depended on those profiles would tell of them.
    """
    statement = select(Location.id).where(Location.id == id, Location.is_active)
    found = transaction.session.scalars(statement.with_for_update(read=True)).one_or_none()
    if found is None:
        raise NotFound("locationId")
    return found


@audited(Action.LOCATION_UPDATED)
def update(
    transaction: Transaction,
    id: str,
    expected_updated_at: dt.datetime | None = None,
    **changes: Any,
) -> Location:
    """Correct a place; Conflict where the corrected one exists already."""
    location = transaction.fetch(Location, id)
    transaction.expect(location, expected_updated_at)
    validation.require(problems(changes))
    with transaction.breaking({"uq_locations_place_key": same_place}):
        location.change(changes)
    return location


def of_restored_profile(transaction: Transaction, id: str) -> None:
    """See that the place of a profile that comes back is there.

    Conflict for one that was deactivated meanwhile: its owner gives the profile another one, or
    none, and then restores it. With a super admin's restoring the place comes back too.
    """
    same = select(Location).where(Location.id == id).with_for_update(key_share=True)
    place = transaction.session.scalars(same).one()
    _bring_back(transaction, place, "id", sentence=TAKEN_FROM_PROFILE)


def same_place() -> Conflict:
    return Conflict(message="This place exists already.")


@audited(Action.LOCATION_DEACTIVATED)
def deactivate(transaction: Transaction, id: str) -> Location:
    """Hide a place, and offer it no more; InUse while an active profile is there."""
    location = transaction.fetch(Location, id)
    used = select(Profile.id).where(Profile.location_id == id, Profile.is_active).limit(1)
    if location.is_active and transaction.session.execute(used).first() is not None:
        raise InUse("id", message="Profiles are at this location.")
    location.is_offered = False
    return location.deactivate()
