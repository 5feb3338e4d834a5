"""Opening a link that was mailed to an address, which proves it, and asking for another one."""

from contextlib import suppress

from auth.one_time_tokens import forget, holder, redeem, redeem_undo
from auth.signed_in import signed_in
from auth.throttles import Throttle
from base.errors import InvalidToken, Unauthenticated, UsedLink
from db.models import Action, Purpose, User
from db.types import Record
from db.viewer import Viewer
from resolvers import address_change, email_invitation, proof
from resolvers.operation.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction

SIGN_IN_FIRST = "Sign in to the account that is to have this address, and open the link again."


async def request_verification(context: Context) -> User:
    """Mail the link again; nothing is mailed to an address that is proven."""
    viewer = context.viewer
    assert viewer.id is not None
    await context.services.throttles.hit(Throttle.MAIL, "proof", viewer.id)
    return await context.write(_request_verification)


@changes_account()
def _request_verification(transaction: Transaction) -> User:
    assert transaction.viewer.id is not None
    user = transaction.fetch(User, transaction.viewer.id)
    if not user.is_email_verified:
        proof.send(transaction, user)
    return user


async def verify(context: Context, token: str) -> User | Record | None:
    """Take the token of a link as proof of the address it was mailed to, or to undo a change.

    What was set up on the address before that, by whoever had not proven it, ends: sessions and
    password. It stays where the link is opened in a session of the account, which somebody began
    who knows the password. A change of the address is confirmed in such a session alone: otherwise
    anybody could have a stranger confirm an account that is not the stranger's.
    """
    await context.services.throttles.hit_networks(Throttle.TOKEN, context.address)
    claims = context.claims_sent()
    opened_in = Viewer(claims.user_id, claims.session_id) if claims is not None else None
    user_id, user = await context.write(_verify, token=token, opened_in=opened_in)
    if claims is not None and claims.user_id == user_id:
        with suppress(Unauthenticated):  # this has ended it
            return await context.become(user_id, claims.session_id)
    return user


def _verify(
    transaction: Transaction, token: str, opened_in: Viewer | None
) -> tuple[str, User | None]:
    """The user and their id, which is known again where the user is not seen any more."""
    session = transaction.session
    if user := redeem(session, Purpose.VERIFY_ADDRESS, token):
        kept = _still_signed_in(transaction, user, opened_in)
        if not user.is_email_verified:
            proof.first_proven(transaction, user, kept, Action.EMAIL_VERIFIED)
        email_invitation.find(transaction, user)
        return user.id, user
    if user := holder(session, Purpose.CHANGE_ADDRESS, token):
        kept = _still_signed_in(transaction, user, opened_in)
        if kept is None:
            raise InvalidToken("token", message=SIGN_IN_FIRST)
        forget(session, Purpose.CHANGE_ADDRESS, user)
        address_change.confirm(transaction, user, kept)
        email_invitation.find(transaction, user)
        return user.id, user
    if user := email_invitation.holder(transaction, token):
        kept = _still_signed_in(transaction, user, opened_in)
        if not user.is_email_verified:
            proof.first_proven(transaction, user, kept, Action.EMAIL_VERIFIED)
        email_invitation.find(transaction, user)
        return user.id, user
    if undone := redeem_undo(session, token):
        user, before = undone
        address_change.undo(transaction, user, before)
        return user.id, user
    raise UsedLink("token")


def _still_signed_in(transaction: Transaction, user: User, viewer: Viewer | None) -> Viewer | None:
    if viewer is None or viewer.id != user.id or viewer.session_id is None:
        return None
    statement = signed_in(user.id, viewer.session_id, User.is_super_admin)
    row = transaction.session.execute(statement).one_or_none()
    return Viewer(user.id, viewer.session_id, row.is_super_admin) if row is not None else None
