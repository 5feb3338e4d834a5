"""Whose email and password these are: one answer, after the same work, whatever is wrong."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from auth.known_addresses import knows_address, with_addresses
from auth.sessions import Client
from auth.throttles import Throttle
from base.email import mailbox
from base.errors import InvalidCredentials, Rejection
from base.text import cut, trim
from db.models import Action, User
from db.types import new_id
from db.viewer import ANONYMOUS
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction
from resolvers.validation import unusable_text


@dataclass(frozen=True)
class Account:
    """Whom a password is asked of, and whether they have signed in from here."""

    id: str
    password_hash: str
    knows_address: bool


async def verified_account(context: Context, email: str, password: str) -> Account:
    """The account of an email and its password; InvalidCredentials after the same work for all.

    Wider networks, and failures from elsewhere, are held against addresses that are new to it.
    """
    throttles, name = context.services.throttles, name_of(email)
    account = await context.read(lambda connection: _account(connection, email, context.client))
    is_known = account is not None and account.knows_address
    if not is_known:
        await throttles.hit_wider(Throttle.LOGIN, context.address)
        await throttles.check(Throttle.LOGIN_FAILED_ELSEWHERE, name)
    stored = account.password_hash if account is not None else None
    caller = context.caller(is_known=is_known)
    if await context.services.passwords.verify(password, stored, caller) and account is not None:
        return account
    await throttles.count(Throttle.LOGIN_FAILED, name, context.address)
    await throttles.count(Throttle.LOGIN_FAILED_ELSEWHERE, name)
    return await context.write(_login_failed, account_id=account.id if account else None)


def name_of(email: str) -> str:
    """What failed sign-ins are counted by, however the address is written."""
    return mailbox(cut(trim(email), User.email.type.length))


def _login_failed(transaction: Transaction, account_id: str | None) -> Rejection:
    """Written for unknown emails too: the work must not tell them apart.

    Without the account where it was erased while the password was looked at.
    """
    statement = select(User.id).where(User.id == (account_id or new_id()), User.erased_at.is_(None))
    kept = transaction.session.scalars(statement.with_for_update(read=True)).one_or_none()
    transaction.record(Action.LOGIN_FAILED, kept, kept, by=ANONYMOUS)
    return InvalidCredentials()


def _account(connection: Connection, email: str, client: Client) -> Account | None:
    """The active account of an email, in one statement whether or not there is one."""
    if unusable_text(trim(email), User.email.type.length):
        return None
    statement = with_addresses(User.id, User.password_hash).where(
        User.email_key == mailbox(email), User.is_active
    )
    rows = connection.execute(statement).all()
    if not rows:
        return None
    return Account(rows[0].id, rows[0].password_hash, knows_address(rows, client))


def locked_user(transaction: Transaction, id: str, password_hash: str) -> User | None:
    """The active user, if they still have this hash."""
    statement = (
        select(User)
        .where(User.id == id, User.is_active, User.password_hash == password_hash)
        .with_for_update(key_share=True)
    )
    return transaction.session.scalars(statement).one_or_none()
