"""Invitations: offered by managers and owners, accepted by the invited alone.

Whoever is invited has done nothing yet, so an invitation shows nobody more of anybody than each
side may know: one invites whom one sees by their profile, not whom one has merely met.
"""

from sqlalchemy import func, select

from base.errors import Conflict, LimitReached, NotFound
from db.locks import queue_for
from db.models import Action, Membership, MembershipRole, MembershipStatus, User
from resolvers.audit import audited
from resolvers.membership import ACTIVE, INVITED, enter, locked, manages, of_pair, require
from resolvers.operation.transaction import Transaction

MOST_ORGANIZATIONS = 100
"""Active organizations that one account belongs to."""
MOST_INVITATIONS = 100
"""Open invitations to one account."""


@audited(Action.MEMBER_INVITED, always=True)
def invite(
    transaction: Transaction, organization_id: str, user_id: str, role: MembershipRole
) -> Membership:
    """Invite a user whose profile the viewer sees; one who left before may be invited again.

    LimitReached says that the account has as many invitations as there may be, and nothing else.
    """
    found, own = enter(transaction, organization_id, "organizationId")
    require(manages(own, role))
    membership = of_pair(transaction, found.id, user_id)
    belongs = membership is not None and membership.is_active
    # who manages an organization sees whoever belongs to it or is invited
    seen = User.is_active if belongs else User.invitable_by(transaction.viewer)
    statement = select(User.id).where(User.id == user_id, seen)
    if transaction.session.scalars(statement).one_or_none() is None:
        raise NotFound("userId")
    if belongs:
        raise Conflict("userId", message="This user is a member or invited already.")
    if _number(transaction, user_id, INVITED) >= MOST_INVITATIONS:
        raise LimitReached("userId", message="This user cannot take more invitations just now.")
    if membership is None:
        membership = Membership(
            organization_id=found.id, user_id=user_id, role=role, status=INVITED
        )
        transaction.session.add(membership)
        transaction.session.flush()
        return membership
    return membership.change({"role": role, "status": INVITED}).restore()


@audited(Action.MEMBER_JOINED, always=True)
def accept(transaction: Transaction, id: str) -> Membership:
    """Accept an invitation of one's own; a second time changes nothing."""
    membership, _ = locked(transaction, id)
    if membership.user_id != transaction.viewer.id or not membership.is_active:
        raise NotFound("id")
    if membership.status is ACTIVE:
        return membership
    keep_room(transaction, membership.user_id, "id")
    return membership.change({"status": ACTIVE})


def keep_room(transaction: Transaction, user_id: str, *path: str) -> None:
    """LimitReached at `path` where the user belongs to as many organizations as there may be."""
    if _number(transaction, user_id, ACTIVE) >= MOST_ORGANIZATIONS:
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
