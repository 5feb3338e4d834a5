"""Signing up, in and out, and keeping one's password."""

import datetime as dt
from typing import Any

from auth import two_factor
from auth.freshness import refresh
from auth.known_addresses import knows_address, with_addresses
from auth.passwords import check_strength, check_usable
from auth.sessions import Reused, end_sessions
from auth.throttles import Throttle
from auth.turns import Caller
from base.errors import InvalidCode, InvalidCredentials, InvalidToken
from db.models import Action, User
from db.types import Record, now
from db.viewer import ANONYMOUS, Viewer
from resolvers import credentials, names, proof
from resolvers import user as users
from resolvers.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction
from resolvers.sign_in import Challenge, Opened, SignedIn, finish, opened, signed_in

ATTEMPTS = 2
"""Sign-ins that are tried where the hash of the right password changes meanwhile."""


UNPROVEN = "Confirm your email address first: open the link that was just mailed to it."
"""Said to whoever has the right password, and to nobody else."""
CODE_NEEDED = "A second factor is on: enter its code, or a recovery code, as well."


async def register(context: Context, *, password: str, **values: Any) -> SignedIn:
    """Open an account and sign in to it, unless addresses have to be proven before."""
    await names.count_question(context)
    hashed = await users.hash_new_password(context, password, **values)

    def create(transaction: Transaction) -> Opened | None:
        proof_first = context.services.require_verified_email
        at = None if proof_first else now()
        user = users.insert(transaction, password_hash=hashed, last_login_at=at, **values)
        proof.send(transaction, user)
        if proof_first:
            transaction.record(Action.REGISTERED, user.id, user.id, by=Viewer(user.id))
            return None
        return user, opened(transaction, context, user, Action.REGISTERED)

    created = await context.write(create)
    return signed_in(context, created) if created is not None else SignedIn()


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
        session = await context.write(
            _open_session, context=context, account=account, password_hash=stronger
        )
        if isinstance(session, Unproven):
            await throttles.hit(Throttle.MAIL, credentials.name_of(email))
            await context.write(_send_proof, user_id=account.id)
            raise InvalidCredentials(message=UNPROVEN)
        if session is not None:
            return signed_in(context, session)
    raise InvalidCredentials


class Unproven:
    """The password is right, and the address not proven."""


def _send_proof(transaction: Transaction, user_id: str) -> None:
    proof.send(transaction, transaction.session.get_one(User, user_id))


def _open_session(
    transaction: Transaction, context: Context, account: credentials.Account, password_hash: str
) -> Opened | Challenge | Unproven | None:
    """None where the hash has changed since: another sign-in, or a new password."""
    user = credentials.locked_user(transaction, account.id, account.password_hash)
    if user is None:
        return None
    if context.services.require_verified_email and not user.is_email_verified:
        return Unproven()
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

    def refresh(transaction: Transaction) -> Opened | None:
        issued = context.services.sessions.refresh(transaction.session, refresh_token, came_at)
        if isinstance(issued, Reused):
            session_id, user_id = issued.session_id, issued.user_id
            transaction.record(Action.TOKEN_REUSED, session_id, user_id, by=ANONYMOUS)
            return None
        return (transaction.session.get_one(User, issued.user_id), issued) if issued else None

    # None and not an exception, so that the end of a stolen session is committed
    refreshed = await context.write(refresh)
    if refreshed is None:
        raise InvalidToken("refreshToken")
    return signed_in(context, refreshed)


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


async def change_password(context: Context, current_password: str, new_password: str) -> None:
    """Set a new password and end every other session."""
    user, caller = await _own_password(
        context, current_password, "currentPassword", Action.PASSWORD_CHANGE_FAILED
    )
    check_strength(new_password, user.username, user.email, path="newPassword")
    hashed = await context.services.passwords.hash(new_password, caller)

    @changes_account()
    def change(transaction: Transaction) -> None:
        viewer = transaction.viewer
        assert viewer.id is not None
        locked = credentials.locked_user(transaction, viewer.id, user.password_hash)
        if locked is None:
            raise InvalidCredentials("currentPassword")
        locked.change({"password_hash": hashed})
        end_sessions(transaction.session, viewer.id, keep=viewer.session_id)
        transaction.record(Action.PASSWORD_CHANGED, viewer.id, viewer.id)

    await context.write(change)


async def reauthenticate(context: Context, password: str, code: str | None = None) -> dt.datetime:
    """Show the password again, and a code where one is asked for; until when that counts."""
    user, _ = await _own_password(context, password, "password", Action.REAUTHENTICATION_FAILED)
    if user.has_two_factor:
        if code is None:
            raise InvalidCode("code", message=CODE_NEEDED)
        await context.services.throttles.hit(Throttle.SECOND_FACTOR, user.id)

    @changes_account()
    def mark(transaction: Transaction) -> dt.datetime | None:
        viewer = transaction.viewer
        assert viewer.id is not None
        locked = credentials.locked_user(transaction, viewer.id, user.password_hash)
        if locked is None:
            raise InvalidCredentials("password")
        if locked.has_two_factor and not two_factor.check(
            transaction.session, transaction.seal, locked, code or ""
        ):
            _failed(transaction, Action.REAUTHENTICATION_FAILED)
            return None
        transaction.record(Action.REAUTHENTICATED, viewer.session_id, viewer.id)
        return refresh(transaction.session, viewer)

    until = await context.write(mark)
    if until is None:
        raise InvalidCode("code")
    return until


async def _own_password(
    context: Context, password: str, path: str, failed: Action
) -> tuple[Record, Caller]:
    """Who the viewer is, if that is their password; InvalidCredentials at `path` otherwise.

    Wrong passwords are held against the session they came by, and there against the address: the
    right one is not refused for what somebody else tried.
    """
    check_usable(password, path)
    viewer = context.viewer
    assert viewer.id is not None
    assert viewer.session_id is not None
    throttles, passwords = context.services.throttles, context.services.passwords
    await throttles.hit(Throttle.CHANGE_PASSWORD, viewer.session_id, context.address)
    columns = (User.id, User.username, User.email, User.password_hash, User.has_two_factor)
    own = with_addresses(*columns).where(User.id == viewer.id)
    rows = await context.read(lambda connection: connection.execute(own).all())
    user, is_known = rows[0], knows_address(rows, context.client)
    if not is_known:
        await throttles.check(Throttle.LOGIN_FAILED_ELSEWHERE, viewer.session_id)
    caller = context.caller(is_known=is_known)
    if not await passwords.verify(password, user.password_hash, caller):
        await throttles.count(Throttle.LOGIN_FAILED_ELSEWHERE, viewer.session_id)
        await context.write(_failed, action=failed)
        raise InvalidCredentials(path, message="This is not your current password.")
    return user, caller


def _failed(transaction: Transaction, action: Action) -> None:
    viewer = transaction.viewer
    transaction.record(action, viewer.id, viewer.id)
