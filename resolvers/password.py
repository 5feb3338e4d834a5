"""Keeping one's password: another one, and showing it again."""

import datetime as dt

from auth import two_factor
from auth.freshness import refresh
from auth.known_addresses import knows_address, with_addresses
from auth.password_strength import check_strength, check_usable
from auth.sessions import end_sessions
from auth.throttles import Throttle
from auth.turns import Caller
from base.errors import InvalidCode, InvalidCredentials, Rejection
from db.models import Action, User
from db.types import Record
from resolvers import credentials
from resolvers.operation.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction

CODE_NEEDED = "A second factor is on: enter its code, or a recovery code, as well."


async def change(context: Context, current_password: str, new_password: str) -> None:
    """Set a new password and end every other session."""
    if await context.is_repeated(_store):  # the old one is wrong by now
        await context.write(_store, old="", new="")
        return
    user, caller = await _own_password(
        context, current_password, "currentPassword", Action.PASSWORD_CHANGE_FAILED
    )
    check_strength(new_password, user.username, user.email, path="newPassword")
    hashed = await context.services.passwords.hash(new_password, caller)
    await context.write(_store, old=user.password_hash, new=hashed)


@changes_account()
def _store(transaction: Transaction, old: str, new: str) -> None:
    """The hash of another password, in place of the one that was verified."""
    viewer = transaction.viewer
    assert viewer.id is not None
    locked = credentials.locked_user(transaction, viewer.id, old)
    if locked is None:
        raise InvalidCredentials("currentPassword")
    locked.set_password(new)
    end_sessions(transaction.session, viewer.id, keep=viewer.session_id)
    transaction.record(Action.PASSWORD_CHANGED, viewer.id, viewer.id)


async def reauthenticate(context: Context, password: str, code: str | None = None) -> dt.datetime:
    """Show the password again, and a code where one is asked for; until when that counts."""
    user, _ = await _own_password(context, password, "password", Action.REAUTHENTICATION_FAILED)
    if user.has_two_factor:
        if code is None:
            raise InvalidCode("code", message=CODE_NEEDED)
        if two_factor.is_guessable(code):
            await context.services.throttles.hit(Throttle.SECOND_FACTOR, user.id)

    @changes_account()
    def mark(transaction: Transaction) -> dt.datetime | Rejection:
        viewer = transaction.viewer
        assert viewer.id is not None
        locked = credentials.locked_user(transaction, viewer.id, user.password_hash)
        if locked is None:
            raise InvalidCredentials("password")
        if locked.has_two_factor and not two_factor.check(
            transaction.session, transaction.seal, locked, code or ""
        ):
            return _failed(transaction, Action.REAUTHENTICATION_FAILED, InvalidCode("code"))
        transaction.record(Action.REAUTHENTICATED, viewer.session_id, viewer.id)
        return refresh(transaction.session, viewer)

    return await context.write(mark)


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
        refusal = InvalidCredentials(path, message="This is not your current password.")
        return await context.write(_failed, action=failed, refusal=refusal)
    return user, caller


def _failed(transaction: Transaction, action: Action, refusal: Rejection) -> Rejection:
    """The refusal, and the event of it."""
    viewer = transaction.viewer
    transaction.record(action, viewer.id, viewer.id)
    return refusal
