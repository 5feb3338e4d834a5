"""One-time tokens: 256 random bits, of which the hash is kept, bound to what they were made for.

Every function runs inside a transaction that the caller commits.
"""

import datetime as dt
import hashlib
import secrets
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, orm, select

from auth.refresh_tokens import hash_token
from auth.signed_in import signed_in
from base.email import mailbox, spelling
from db.models import OneTimeToken, Purpose, Session, User
from db.types import now

TOKEN_BYTES = 32
MOST_FORGOTTEN = 100
"""Expired tokens that go with each new one."""
LIFETIMES = {
    Purpose.VERIFY_ADDRESS: dt.timedelta(days=3),
    Purpose.RESET_PASSWORD: dt.timedelta(minutes=30),
    Purpose.CHANGE_ADDRESS: dt.timedelta(days=1),
    Purpose.UNDO_CHANGE: dt.timedelta(hours=72),
    Purpose.SECOND_FACTOR: dt.timedelta(minutes=5),
}


def issue(
    transaction: orm.Session,
    purpose: Purpose,
    user: User | None,
    address: str | None = None,
    browser: str | None = None,
    session_id: str | None = None,
) -> str:
    """A new token; with no user one that is good for nothing, after the same work.

    With a `browser` it is good for that one alone, and with a session as long as that is.
    """
    user_id = user.id if user is not None else None
    _forget_expired(transaction)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    transaction.add(
        OneTimeToken(
            user_id=user_id,
            purpose=purpose,
            token_hash=hash_token(token),
            facts_hash=_facts(purpose, user, browser),
            address=address,
            address_key=mailbox(address) if address is not None else None,
            session_id=session_id,
            expires_at=now() + LIFETIMES[purpose],
        )
    )
    return token


def _forget_expired(transaction: orm.Session) -> None:
    """Some of anybody's: the same statement whoever asks, and nobody waits for a lock."""
    expired = (
        select(OneTimeToken.id)
        .where(OneTimeToken.expires_at <= now())
        .order_by(OneTimeToken.expires_at)
        .limit(MOST_FORGOTTEN)
        .with_for_update(skip_locked=True)
    )
    transaction.execute(
        delete(OneTimeToken)
        .where(OneTimeToken.id.in_(expired))
        .execution_options(synchronize_session=False)
    )


def redeem(transaction: orm.Session, purpose: Purpose, token: str) -> User | None:
    """As `holder`, and with this token all others for `purpose` are used.

    Of many at once one is given the user: the account is locked before the token is looked at.
    """
    user = holder(transaction, purpose, token)
    if user is not None:
        forget(transaction, purpose, user)
    return user


def redeem_undo(transaction: orm.Session, token: str) -> tuple[User, str] | None:
    """The user and the address that was theirs; links that undo later changes are used as well.

    Those of earlier changes stay: who has taken an account over has links of their own making.
    Whoever it was may have closed the account since.
    """
    user = holder(transaction, Purpose.UNDO_CHANGE, token, may_be_closed=True)
    if user is None:
        return None
    found = select(OneTimeToken.address, OneTimeToken.created_at).where(
        OneTimeToken.token_hash == hash_token(token)
    )
    address, issued = transaction.execute(found).one()
    assert address is not None
    later = (OneTimeToken.purpose == Purpose.UNDO_CHANGE, OneTimeToken.created_at >= issued)
    transaction.execute(delete(OneTimeToken).where(OneTimeToken.user_id == user.id, *later))
    return user, address


def awaits_undo(email: str, but: str | None) -> ColumnElement[bool]:
    """Whether an address was left so lately that the account, if not `but`, may have it back."""
    return exists().where(
        OneTimeToken.address_key == mailbox(email),
        OneTimeToken.purpose == Purpose.UNDO_CHANGE,
        OneTimeToken.expires_at > now(),
        OneTimeToken.user_id != but,
    )


def account_of(purpose: Purpose, token: str) -> Select[Any]:
    """The statement for whose a token is that has not expired."""
    return select(OneTimeToken.user_id).where(
        OneTimeToken.token_hash == hash_token(token),
        OneTimeToken.purpose == purpose,
        OneTimeToken.expires_at > now(),
    )


def holder(
    transaction: orm.Session,
    purpose: Purpose,
    token: str,
    browser: str | None = None,
    *,
    may_be_closed: bool = False,
) -> User | None:
    """The active user of a token, locked until the end.

    None for a token that is unknown, another's, used or expired, or whose facts have changed.
    """
    found = account_of(purpose, token)
    user_id = transaction.scalars(found).one_or_none()
    if user_id is None:
        return None
    locked = (
        select(User)
        .where(User.id == user_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    user = transaction.scalars(locked).one_or_none()
    if user is None or not (user.is_active or may_be_closed):
        return None
    still = found.where(OneTimeToken.facts_hash == _facts(purpose, user, browser))
    if purpose is Purpose.CHANGE_ADDRESS:
        asked_in = signed_in(user.id, OneTimeToken.session_id, Session.id)
        still = still.where(asked_in.correlate(OneTimeToken).exists())
    return user if transaction.scalars(still).one_or_none() is not None else None


def forget(transaction: orm.Session, purpose: Purpose, user: User) -> None:
    """The tokens of a user for `purpose` are good no more."""
    transaction.execute(
        delete(OneTimeToken).where(OneTimeToken.user_id == user.id, OneTimeToken.purpose == purpose)
    )


def _facts(purpose: Purpose, user: User | None, browser: str | None = None) -> str:
    """What must still be so when the token comes back, hashed."""
    if user is None:
        return "0" * 64
    if purpose is Purpose.UNDO_CHANGE:  # whatever the address became after that
        return hashlib.sha256(user.id.encode()).hexdigest()
    facts = [user.id, spelling(user.email)]
    if purpose is Purpose.CHANGE_ADDRESS:
        facts.append(spelling(user.pending_email or ""))
    if purpose is not Purpose.VERIFY_ADDRESS:
        facts.append(user.password_hash)
    if browser is not None:
        facts.append(browser)
    return hashlib.sha256("\x1f".join(facts).encode("utf-8", "surrogatepass")).hexdigest()
