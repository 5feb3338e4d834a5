"""Proof of an address: whoever opens the link that was mailed to it has it."""

from auth.one_time_tokens import issue, redeem
from auth.passwords import NOBODYS
from auth.sessions import end_sessions
from auth.signed_in import signed_in
from auth.throttles import Throttle
from base.errors import UsedLink
from db.models import Action, Purpose, User
from db.viewer import Viewer
from resolvers.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction


def send_proof(transaction: Transaction, user: User) -> None:
    """Mail the link that proves the address of a user."""
    transaction.session.flush()
    token = issue(transaction.session, Purpose.VERIFY_ADDRESS, user)
    transaction.post("verify_address", user.email, user.id, token)


async def request_verification(context: Context) -> User:
    """Mail the link again; nothing is mailed to an address that is proven."""
    viewer = context.viewer
    assert viewer.id is not None
    await context.services.throttles.hit(Throttle.MAIL, viewer.id)
    return await context.write(_request_verification)


@changes_account()
def _request_verification(transaction: Transaction) -> User:
    assert transaction.viewer.id is not None
    user = transaction.fetch(User, transaction.viewer.id)
    if not user.is_email_verified:
        send_proof(transaction, user)
    return user


async def verify(context: Context, token: str) -> User:
    """Take the token of a link as proof of the address it was mailed to.

    What was set up on the address before that, by whoever had not proven it, ends: sessions and
    password. It stays where the link is opened in a session of the account, which somebody began
    who knows the password.
    """
    await context.services.throttles.hit_networks(Throttle.TOKEN, context.address)
    claims = context.claims_sent()
    opened_in = Viewer(claims.user_id, claims.session_id) if claims is not None else None
    user, kept = await context.write(_verify, token=token, opened_in=opened_in)
    if kept is not None:
        context.become(kept)
    return user


def _verify(
    transaction: Transaction, token: str, opened_in: Viewer | None
) -> tuple[User, Viewer | None]:
    """The user, and who they are signed in as where they opened the link so."""
    user = redeem(transaction.session, Purpose.VERIFY_ADDRESS, token)
    if user is None:
        raise UsedLink("token")
    kept = _still_signed_in(transaction, user, opened_in)
    if not user.is_email_verified:
        _first_proven(transaction, user, kept)
    return user, kept


def _still_signed_in(transaction: Transaction, user: User, viewer: Viewer | None) -> Viewer | None:
    if viewer is None or viewer.id != user.id or viewer.session_id is None:
        return None
    statement = signed_in(user.id, viewer.session_id, User.is_super_admin)
    row = transaction.session.execute(statement).one_or_none()
    return Viewer(user.id, viewer.session_id, row.is_super_admin) if row is not None else None


def _first_proven(transaction: Transaction, user: User, kept: Viewer | None) -> None:
    """End what nobody proved; who is left without a password is mailed how to choose one."""
    user.change({"is_email_verified": True})
    end_sessions(transaction.session, user.id, keep=kept.session_id if kept else None)
    by = kept or Viewer(user.id)
    transaction.record(Action.EMAIL_VERIFIED, user.id, user.id, by=by)
    if kept is None:
        user.change({"password_hash": NOBODYS})
        token = issue(transaction.session, Purpose.RESET_PASSWORD, user)
        transaction.post("choose_password", user.email, user.id, token)
