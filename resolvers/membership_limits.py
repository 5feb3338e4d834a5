"""How many memberships and invitations an account may have; nobody adds one while they count."""

from sqlalchemy import func, select

from base.errors import LimitReached
from db.locks import queue_for
from db.models import Membership, MembershipStatus
from resolvers.operation.transaction import Transaction

MOST_ORGANIZATIONS = 100
"""Active organizations that one account belongs to."""
MOST_INVITATIONS = 100
"""Open invitations to one account."""


def has_room(transaction: Transaction, user_id: str) -> bool:
    """Whether an account may have another open invitation."""
    return _number(transaction, user_id, MembershipStatus.INVITED) < MOST_INVITATIONS


def keep_room(transaction: Transaction, user_id: str, *path: str) -> None:
    """LimitReached at `path` where the user belongs to as many organizations as there may be."""
    if _number(transaction, user_id, MembershipStatus.ACTIVE) >= MOST_ORGANIZATIONS:
        sentence = f"You belong to {MOST_ORGANIZATIONS} organizations; leave one of them first."
        raise LimitReached(*path, message=sentence, limit=MOST_ORGANIZATIONS)


def _number(transaction: Transaction, user_id: str, status: MembershipStatus) -> int:
    """How many memberships a user has; nobody else adds one before the end."""
    queue_for(transaction.session, user_id)
    held = select(func.count()).where(
        Membership.user_id == user_id,
        Membership.status == status,
        Membership.is_active,
        Membership.organization.has(is_active=True),
    )
    return transaction.session.scalars(held).one()
