"""Another address: the new one confirms it, the old one is told and can undo it.

Whether the new one is taken is told to its mailbox alone.
"""

from collections.abc import Callable
from functools import partial

from sqlalchemy import select

from auth.freshness import check_fresh, require_fresh
from auth.one_time_tokens import forget, issue
from auth.throttles import Throttle
from base.email import mailbox
from base.errors import Conflict, EmailTaken, Rejection
from base.text import trim
from db.models import Action, AuditEvent, Purpose, User
from db.viewer import Viewer
from resolvers import names, proof, validation
from resolvers.credentials import name_of
from resolvers.operation.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction

TAKEN: dict[str, Callable[[], Rejection]] = {"uq_users_email_key": partial(EmailTaken, "token")}


async def request(context: Context, email: str) -> User:
    """Mail a link to the new address; nothing changes before it is opened."""
    email = trim(email)
    validation.check(User, {"email": email}, {"email": validation.email})
    viewer = context.viewer
    assert viewer.id is not None
    await context.read(lambda connection: check_fresh(connection, viewer))
    await context.services.throttles.hit(Throttle.MAIL, "change", viewer.id)
    await context.services.throttles.hit(Throttle.MAIL, "change", name_of(email))
    return await context.write(_request, email=email)


@changes_account()
def _request(transaction: Transaction, email: str) -> User:
    session, viewer = transaction.session, transaction.viewer
    assert viewer.id is not None
    require_fresh(session, viewer)
    user = transaction.fetch(User, viewer.id)
    if mailbox(email) == user.email_key:
        raise Conflict("email", message="This is your address already.")
    is_taken = names.taken(session.connection(), {"email": email}, but=user.id)
    user.change({"pending_email": email})
    transaction.record(Action.EMAIL_CHANGE_REQUESTED, user.id, user.id)
    asker = None if is_taken else user
    token = issue(session, Purpose.CHANGE_ADDRESS, asker, session_id=viewer.session_id)
    if is_taken:
        transaction.post("address_taken", email, user.id)
    else:
        transaction.post("change_address", email, user.id, token)
    return user


def confirm(transaction: Transaction, user: User, kept: Viewer) -> None:
    """The new address is the user's. Only one that was proven itself is able to undo that."""
    before, was_proven = user.email, user.is_email_verified
    with transaction.breaking(TAKEN):
        user.change({"email": user.pending_email, "pending_email": None})
    proof.first_proven(transaction, user, kept, Action.EMAIL_CHANGED)
    tell(transaction, user, before, can_undo=was_proven)


def tell(transaction: Transaction, user: User, before: str, *, can_undo: bool) -> None:
    """Tell the old address that the account has another one now."""
    if can_undo:
        token = issue(transaction.session, Purpose.UNDO_CHANGE, user, before)
        transaction.post("address_changed", before, user.id, token)
    else:
        transaction.post("address_left", before, user.id)


def forget_claims(transaction: Transaction, user: User) -> None:
    """No link of before gives the account another address than a super admin has just done."""
    for purpose in (Purpose.CHANGE_ADDRESS, Purpose.UNDO_CHANGE):
        forget(transaction.session, purpose, user)


def undo(transaction: Transaction, user: User, before: str) -> None:
    """The old address again, and whoever changed it is out: sessions, password and factor end.

    An account that was closed from inside is open again; what a super admin has closed stays so.
    """
    with transaction.breaking(TAKEN):
        user.change({"email": before, "pending_email": None, "is_email_verified": True})
    forget(transaction.session, Purpose.CHANGE_ADDRESS, user)
    transaction.record(Action.EMAIL_CHANGE_UNDONE, user.id, user.id, by=Viewer(user.id))
    if not user.is_active and _closed_by(transaction, user) == user.id:
        user.restore()
        transaction.record(Action.USER_ACTIVATED, user.id, user.id, by=Viewer(user.id))
    proof.take_away(transaction, user, factor=True)


def _closed_by(transaction: Transaction, user: User) -> str | None:
    """Who has closed an account; None where the trail does not say."""
    closings = select(AuditEvent.actor_id).where(
        AuditEvent.subject_id == user.id, AuditEvent.action == Action.USER_DEACTIVATED
    )
    newest = closings.order_by(AuditEvent.created_at.desc(), AuditEvent.id.desc()).limit(1)
    return transaction.session.scalars(newest).one_or_none()
