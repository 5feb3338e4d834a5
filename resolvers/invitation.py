"""Invitations: offered by managers and owners, accepted by the invited alone.

Whoever is invited has done nothing yet, so an invitation shows nobody more of anybody than each
side may know: one invites whom one sees by their profile, not whom one has merely met.
"""

from sqlalchemy import select

from auth.throttles import Throttle
from base.errors import Conflict, Invalid, LimitReached, NotFound
from base.problem import ErrorReason
from base.text import trim
from db.models import Action, AuditEvent, Membership, MembershipRole, User
from resolvers import email_invitation, validation
from resolvers.credentials import name_of
from resolvers.membership import (
    ACTIVE,
    INVITED,
    enter,
    locked,
    may_still_invite,
    of_pair,
    require_to_give,
)
from resolvers.membership_limits import has_room, keep_room
from resolvers.operation.audited import audited
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction

NO_MORE = "Who offered this may not do so any more; ask for another invitation."
ONE_OF_TWO = "Say whom to invite by `userId` or by `email`: one of the two."


async def invite(
    context: Context,
    organization_id: str,
    role: MembershipRole,
    user_id: str | None = None,
    email: str | None = None,
) -> Membership | None:
    """Invite a user, or whoever proves an address; of the latter nothing is told yet."""
    if (user_id is None) is (email is None):
        raise Invalid("email", message=ONE_OF_TWO, reason=ErrorReason.ONE_OF_TWO)
    if user_id is not None:
        return await context.write(
            _invite, organization_id=organization_id, user_id=user_id, role=role
        )
    email = trim(email or "")
    validation.check(User, {"email": email}, {"email": validation.email})
    await context.services.throttles.hit_networks(Throttle.MAIL_ASKED, context.address)
    await context.services.throttles.hit(Throttle.MAIL, "invitation", name_of(email))
    await context.write(
        email_invitation.invite, organization_id=organization_id, email=email, role=role
    )
    return None


@audited(Action.MEMBER_INVITED, always=True)
def _invite(
    transaction: Transaction, organization_id: str, user_id: str, role: MembershipRole
) -> Membership:
    """Invite a user whose profile the viewer sees; one who left before may be invited again.

    LimitReached says that the account has as many invitations as there may be, and nothing else.
    """
    found, own = enter(transaction, organization_id, "organizationId")
    require_to_give(transaction, own, role)
    membership = of_pair(transaction, found.id, user_id)
    belongs = membership is not None and membership.is_active
    # who manages an organization sees whoever belongs to it or is invited
    seen = User.is_active if belongs else User.invitable_by(transaction.viewer)
    statement = select(User.id).where(User.id == user_id, seen)
    if transaction.session.scalars(statement).one_or_none() is None:
        raise NotFound("userId")
    if belongs:
        raise Conflict("userId", message="This user is a member or invited already.")
    if not has_room(transaction, user_id):
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
    inviter_id = _offered_by(transaction, membership)
    if inviter_id is not None and not may_still_invite(
        transaction, membership.organization_id, inviter_id, membership.role
    ):
        raise NotFound("id", message=NO_MORE)
    keep_room(transaction, membership.user_id, "id")
    return membership.change({"status": ACTIVE})


def _offered_by(transaction: Transaction, membership: Membership) -> str | None:
    """Who has offered the role of an invitation last; None where the trail does not say."""
    offers = select(AuditEvent.actor_id).where(
        AuditEvent.subject_id == membership.id,
        AuditEvent.action.in_([Action.MEMBER_INVITED, Action.MEMBER_ROLE_SET]),
    )
    newest = offers.order_by(AuditEvent.created_at.desc(), AuditEvent.id.desc()).limit(1)
    return transaction.session.scalars(newest).one_or_none()
