"""Signing up, in and out."""

from typing import Any

from auth.password_strength import check_usable
from auth.sessions import Issued, Reused, end_sessions
from auth.throttles import Throttle
from base.errors import InvalidCredentials, InvalidToken, Rejection
from db.models import Action
from db.types import now
from db.viewer import ANONYMOUS, Viewer
from resolvers import credentials, names, proof
from resolvers import user as users
from resolvers.operation.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction
from resolvers.sign_in import Challenge, SignedIn, finish, opened, signed_in

ATTEMPTS = 2
"""Sign-ins that are tried where the hash of the right password changes meanwhile."""


UNPROVEN = "Confirm your email address first: open the link that was just mailed to it."
"""Said to whoever has the right password, and to nobody else."""


async def register(context: Context, *, password: str, **values: Any) -> SignedIn:
    """Open an account and sign in to it, unless addresses have to be proven before."""
    await names.count_question(context)
    hashed = await users.hash_new_password(context, password, **values)
    await context.services.throttles.hit(
        Throttle.MAIL, "proof", credentials.name_of(values["email"])
    )

    def create(transaction: Transaction) -> Issued | None:
        proof_first = context.services.require_verified_email
        at = None if proof_first else now()
        user = users.insert(transaction, password_hash=hashed, last_login_at=at, **values)
        proof.send(transaction, user)
        if proof_first:
            transaction.record(Action.REGISTERED, user.id, user.id, by=Viewer(user.id))
            return None
        return opened(transaction, context, user, Action.REGISTERED)

    created = await context.write(create)
    return await signed_in(context, created) if created is not None else SignedIn()


async def login(context: Context, email: str, password: str) -> SignedIn:
    """Sign in; the same answer, after the same work, whatever is wrong."""
    throttles, passwords = context.services.throttles, context.services.passwords
    check_usable(password)
    await throttles.hit(Throttle.LOGIN, context.address)
    await throttles.check(Throttle.LOGIN_FAILED, credentials.name_of(email), context.address)
    for _ in range(ATTEMPTS):
        account = await credentials.verified_account(context, email, password)
        caller = context.caller(is_known=account.knows_address)
        stronger = await passwords.strengthen(password, account.password_hash, caller)
        try:
            session: Issued | Challenge = await context.write(
                _open_session, context=context, account=account, password_hash=stronger
            )
        except HashChanged:
            continue
        except Unproven:
            await throttles.hit(Throttle.MAIL, "proof", credentials.name_of(email))
            return await context.write(_send_proof, account=account)
        return await signed_in(context, session)
    raise InvalidCredentials


class HashChanged(Exception):
    """Another sign-in has made it stronger meanwhile, or there is a new password."""


class Unproven(Exception):
    """The password is right, and the address not proven."""


def _send_proof(transaction: Transaction, account: credentials.Account) -> Rejection:
    """Unless the account was closed or erased, or has another password, since it was looked at."""
    user = credentials.locked_user(transaction, account.id, account.password_hash)
    if user is not None:
        proof.send(transaction, user)
    return InvalidCredentials(message=UNPROVEN)


def _open_session(
    transaction: Transaction, context: Context, account: credentials.Account, password_hash: str
) -> Issued | Challenge:
    user = credentials.locked_user(transaction, account.id, account.password_hash)
    if user is None:
        raise HashChanged
    if context.services.require_verified_email and not user.is_email_verified:
        raise Unproven
    user.change({"password_hash": password_hash})
    return finish(transaction, context, user)


async def refresh_token(context: Context, refresh_token: str) -> SignedIn:
    """Trade a refresh token for the next one and a new access token."""
    came_at, throttles = now(), context.services.throttles
    session_id = context.services.sessions.session_of(refresh_token)
    if session_id is None:  # whatever session it speaks of, that is not charged
        await throttles.hit_networks(Throttle.REFRESH_FAILED, context.address)
        raise InvalidToken("refreshToken")
    await throttles.hit(Throttle.REFRESH, session_id)

    def refresh(transaction: Transaction) -> Issued | Rejection:
        """A refusal is returned, so that the end of a stolen session is committed."""
        issued = context.services.sessions.refresh(transaction.session, refresh_token, came_at)
        if isinstance(issued, Reused):
            session_id, user_id = issued.session_id, issued.user_id
            transaction.record(Action.TOKEN_REUSED, session_id, user_id, by=ANONYMOUS)
            return InvalidToken("refreshToken")
        return issued or InvalidToken("refreshToken")

    return await signed_in(context, await context.write(refresh))


async def logout(context: Context) -> None:
    """End the session of the token in use."""
    await context.write(_end_this_session)
    context.end()


@changes_account()
def _end_this_session(transaction: Transaction) -> None:
    viewer = transaction.viewer
    assert viewer.id is not None
    end_sessions(transaction.session, viewer.id, only=viewer.session_id)
    transaction.record(Action.LOGGED_OUT, viewer.session_id, viewer.id)
