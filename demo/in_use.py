"""Whether anybody could sign in with what the demo set publishes."""

from sqlalchemy import Connection, or_, select

from auth.passwords import is_hash_of
from db.models import User
from demo.accounts import ACCOUNTS
from demo.seed import Newcomer


def open_accounts(connection: Connection) -> list[str]:
    """The emails of the demo's active accounts whose published password signs in, renamed or not.

    Passwords are tried on accounts that are there alone, so that it costs others one statement.
    """
    people = [account.person for account in ACCOUNTS]
    statement = select(User.email, User.password_hash).where(
        User.is_active,
        or_(
            User.id.in_([Newcomer(number).user.id for number in range(len(ACCOUNTS))]),
            User.email_key.in_([person.email for person in people]),
            User.username_key.in_([person.username for person in people]),
        ),
    )
    return [
        email
        for email, password_hash in connection.execute(statement.order_by(User.email_key))
        if any(is_hash_of(account.password, password_hash) for account in ACCOUNTS)
    ]
