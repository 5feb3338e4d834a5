"""Invitations by email: they wait for whoever proves the address, with an account or before one.

Whether an address has an account is told to nobody: not by the answer, and not by a membership
before its mailbox was read.
"""

import datetime as dt
import secrets

from sqlalchemy import delete, func, select

from auth.one_time_tokens import TOKEN_BYTES
from auth.refresh_tokens import hash_token
from base.email import mailbox, spelling
from base.errors import LimitReached
from base.text import nfc
from db.models import Action, EmailInvitation, Membership, MembershipRole, Organization, User
from db.types import now
from db.viewer import Viewer
from resolvers.membership import INVITED, enter, may_still_invite, of_pair, require_to_give
from resolvers.membership_limits import has_room
from resolvers.operation.transaction import Transaction

LIFETIME = dt.timedelta(days=7)
MOST_OPEN = 100
"""Addresses that are invited to one organization and have not answered."""


def invite(
    transaction: Transaction, organization_id: str, email: str, role: MembershipRole
) -> None:
    """Mail a link to the address; another invitation of the same replaces the first."""
    session, viewer = transaction.session, transaction.viewer
    assert viewer.id is not None
    found, own = enter(transaction, organization_id, "organizationId")
    require_to_give(transaction, own, role)
    key, token = spelling(email), secrets.token_urlsafe(TOKEN_BYTES)
    _forget_expired(transaction)
    _keep_room(transaction, found, key)
    session.execute(
        delete(EmailInvitation).where(
            EmailInvitation.organization_id == found.id, EmailInvitation.address_key == key
        )
    )
    session.add(
        EmailInvitation(
            organization_id=found.id,
            invited_by_id=viewer.id,
            address_key=key,
            address=nfc(email),
            role=role,
            token_hash=hash_token(token),
            expires_at=now() + LIFETIME,
        )
    )
    transaction.record(Action.MEMBER_INVITED, found.id, viewer.id)
    transaction.post("invitation", email, None, token)


def _forget_expired(transaction: Transaction) -> None:
    expired = delete(EmailInvitation).where(EmailInvitation.expires_at <= now())
    transaction.session.execute(expired.execution_options(synchronize_session=False))


def _keep_room(transaction: Transaction, found: Organization, key: str) -> None:
    open_ones = select(func.count()).where(
        EmailInvitation.organization_id == found.id, EmailInvitation.address_key != key
    )
    if transaction.session.scalars(open_ones).one() >= MOST_OPEN:
        sentence = f"{MOST_OPEN} addresses are invited already; wait until some have answered."
        raise LimitReached("email", message=sentence, limit=MOST_OPEN)


def holder(transaction: Transaction, token: str) -> User | None:
    """The active user, locked, whose address was invited by the link with this token."""
    invited = select(EmailInvitation).where(
        EmailInvitation.token_hash == hash_token(token), EmailInvitation.expires_at > now()
    )
    invitation = transaction.session.scalars(invited).one_or_none()
    if invitation is None:
        return None
    key = invitation.address_key
    having = select(User).where(User.email_key == mailbox(key), User.is_active)
    user = transaction.session.scalars(having.with_for_update(key_share=True)).one_or_none()
    return user if user is not None and spelling(user.email) == key else None


def find(transaction: Transaction, user: User) -> None:
    """Turn what waits for the address of a user, who has just proven it, into invitations."""
    session = transaction.session
    session.flush()
    waiting = select(EmailInvitation).where(
        EmailInvitation.address_key == spelling(user.email), EmailInvitation.expires_at > now()
    )
    for each in session.scalars(waiting.order_by(EmailInvitation.id)).all():
        open_ones = select(Organization.id).where(
            Organization.id == each.organization_id, Organization.is_active
        )
        locked = session.scalars(open_ones.with_for_update(key_share=True)).one_or_none()
        is_good = locked is not None and may_still_invite(
            transaction, each.organization_id, each.invited_by_id, each.role
        )
        if is_good and has_room(transaction, user.id):
            _offer(transaction, each, user)
        session.delete(each)


def _offer(transaction: Transaction, each: EmailInvitation, user: User) -> None:
    membership = of_pair(transaction, each.organization_id, user.id)
    if membership is None:
        membership = Membership(
            organization_id=each.organization_id, user_id=user.id, role=each.role, status=INVITED
        )
        transaction.session.add(membership)
    elif membership.is_active:
        return
    else:
        membership.change({"role": each.role, "status": INVITED}).restore()
    transaction.session.flush()
    by = Viewer(each.invited_by_id)
    transaction.record(Action.MEMBER_INVITED, membership.id, user.id, by=by)


def forget(transaction: Transaction, user: User) -> None:
    """No invitation waits for the address of a user any more, if it is surely theirs."""
    if not user.is_email_verified:
        return
    key = spelling(user.email)
    transaction.session.execute(delete(EmailInvitation).where(EmailInvitation.address_key == key))
