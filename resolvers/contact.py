"""Contacts: at most 50 active ones a profile, at most one of them primary."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from base.problem import ErrorReason, Fault, Problem
from base.text import cut, fold, trim
from db.models import Action, Contact, Profile
from resolvers import detail, validation
from resolvers.lists.listing import Catalogue
from resolvers.operation.audited import audited
from resolvers.operation.one_row import ConcernsMore, changes_row, deactivates_row
from resolvers.operation.transaction import Transaction

LIMIT = 50
CATALOGUE = Catalogue(
    Contact,
    orders={"CREATED_AT": "created_at", "UPDATED_AT": "updated_at", "TYPE": "type_folded"},
)
VALUE_SHAPES = {
    "email": validation.email,
    "phone": validation.phone,
    "url": validation.web_url,
}
"""What a value must look like, by type; values of other types are free."""


def problems(values: dict[str, Any]) -> list[Problem]:
    """All that is wrong with a contact's columns; `type` decides what `value` must look like."""
    shapes: dict[str, validation.Shape] = {"type": validation.tidy}
    if shape := VALUE_SHAPES.get(_kind(values.get("type"))):
        shapes["value"] = shape
    return validation.problems(Contact, _tidied(values, values.get("type")), shapes)


def _tidied(values: dict[str, Any], type: str | None) -> dict[str, Any]:
    """`values` as they are stored: no spaces around an address."""
    value = values.get("value")
    return {**values, "value": trim(value)} if value and _kind(type) == "email" else values


def _kind(type: str | None) -> str:
    """What a type is called, however it is written."""
    return fold(cut(type or "", Contact.type.type.length))


@audited(Action.CONTACT_ADDED)
def add(transaction: Transaction, profile_id: str, **values: Any) -> Contact:
    """Add a contact to a profile."""
    profile = transaction.fetch(Profile, profile_id, "profileId")
    validation.require(problems(values))
    return add_all(transaction, profile, [values])[0]


def add_all(
    transaction: Transaction, profile: Profile, items: Sequence[dict[str, Any]], *path: str
) -> list[Contact]:
    """Add checked contacts to a locked profile; LimitReached at `path` beyond LIMIT."""
    if any(item["is_primary"] for item in items):
        _clear_primary(transaction, profile.id)
    tidied = [_tidied(item, item["type"]) for item in items]
    return detail.add_all(transaction, Contact, LIMIT, profile, tidied, *path)


def two_primaries(field: str, items: Sequence[dict[str, Any]]) -> list[Problem]:
    """A problem for each primary contact after the first one in the input list `field`."""
    primaries = [str(index) for index, item in enumerate(items) if item["is_primary"]]
    fault = Fault("Only one contact can be primary.", ErrorReason.TOO_MANY, 1)
    return [fault.at(field, index, "isPrimary") for index in primaries[1:]]


def _columns(**changes: Any) -> dict[str, Any]:
    """What an update sets in the contact, where no other one is concerned.

    A type and a value must fit each other; they are searched together, and so given together.
    """
    if changes.get("is_primary"):
        raise ConcernsMore("is_primary")
    validation.require(problems(changes))
    return _tidied(changes, changes.get("type"))


@audited(Action.CONTACT_UPDATED)
@changes_row(Contact, _columns, active=True)
def update(
    transaction: Transaction,
    id: str,
    expected_updated_at: dt.datetime | None = None,
    **changes: Any,
) -> Contact:
    """Change a contact; making it primary moves the mark from the one that had it."""
    contact = detail.fetch(transaction, Contact, id)
    transaction.expect(contact, expected_updated_at)
    validation.require(_change_problems(contact, changes))
    if changes.get("is_primary"):
        _clear_primary(transaction, contact.profile_id, keep=contact.id)
    return contact.change(_tidied(changes, changes.get("type", contact.type)))


def _change_problems(contact: Contact, changes: dict[str, Any]) -> list[Problem]:
    """A value must fit its type, whichever of the two is changed."""
    if not changes.keys() & {"type", "value"}:
        return problems(changes)
    found = problems({"type": contact.type, "value": contact.value, **changes})
    if "value" in changes:
        return found
    return [problem.at("type") if problem.path == ("value",) else problem for problem in found]


@audited(Action.CONTACT_UPDATED)
def set_primary(transaction: Transaction, id: str) -> Contact:
    """Make a contact the only primary one of its profile."""
    contact = detail.fetch(transaction, Contact, id)
    if not contact.is_primary:
        _clear_primary(transaction, contact.profile_id)
        contact.change({"is_primary": True})
    return contact


@audited(Action.CONTACT_REMOVED)
@deactivates_row(Contact, is_primary=False)
def remove(transaction: Transaction, id: str) -> Contact:
    """Deactivate a contact; the primary one leaves none."""
    contact = detail.fetch(transaction, Contact, id, removed=True)
    if contact.is_active:
        contact.is_primary = False
    return contact.deactivate()


def _clear_primary(transaction: Transaction, profile_id: str, keep: str | None = None) -> None:
    """Take the mark from the contact that has it; the profile is locked."""
    primary = select(Contact).where(
        Contact.profile_id == profile_id, Contact.is_primary, Contact.is_active, Contact.id != keep
    )
    for contact in transaction.session.scalars(primary.with_for_update(key_share=True)):
        contact.change({"is_primary": False})
    transaction.session.flush()
