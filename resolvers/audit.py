"""The audit trail: what leaves an event, and who reads it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from sqlalchemy import select

from db.models import Action, AuditEvent, Contact, Entity, Job, Membership, Profile, User
from resolvers import events, node
from resolvers.context import Context
from resolvers.listing import Catalogue
from resolvers.transaction import Transaction

Row = TypeVar("Row", bound=Entity)
Work = Callable[..., Row]
"""Writes a row inside a transaction, its first argument."""

CATALOGUE = Catalogue(AuditEvent)


def audited(action: Action, *, always: bool = False) -> Callable[[Work[Row]], Work[Row]]:
    """Leave an event for each row that a super admin writes for somebody else, or `always`.

    Whoever follows the row is told in any case.
    """

    def decorate(work: Work[Row]) -> Work[Row]:
        @wraps(work)
        def run(transaction: Transaction, **values: Any) -> Row:
            row = work(transaction, **values)
            if not row.written:
                return row
            account_id = account_of(transaction, row)
            transaction.events.extend(events.of(action, row, account_id))
            for_another = transaction.viewer.is_super_admin and account_id != transaction.viewer.id
            if always or for_another:
                transaction.record(action, row.id, account_id)
            return row

        return run

    return decorate


def account_of(transaction: Transaction, row: Entity) -> str | None:
    """The user whose account a row is part of; None for what belongs to nobody."""
    match row:
        case User():
            return row.id
        case Profile() | Membership():
            return row.user_id
        case Contact() | Job():
            owner = select(Profile.user_id).where(Profile.id == row.profile_id)
            return transaction.session.scalars(owner).one()
    return None


async def subject(root: Any, context: Context) -> Any:
    return await node.by_id(context, root.subject_id) if root.subject_id else None
