"""Whether anybody could sign in with what the demo set publishes."""

import logging
import sys

from sqlalchemy import Connection, or_, select
from sqlalchemy.exc import SQLAlchemyError

from auth.passwords import is_hash_of
from db.engine import create_engine
from db.models import User
from demo.accounts import ACCOUNTS
from demo.seed import Newcomer

log = logging.getLogger("aai.start")


def refuse(database_url: str) -> None:
    """End the start while the published password of a demo account signs in.

    A database that cannot be asked yet ends nothing: its readiness is told elsewhere, and whatever
    it holds, `Passwords` refuses these in production.
    """
    engine = create_engine(database_url)
    try:
        with engine.connect().execution_options(reads=True) as connection:
            emails = _open_accounts(connection)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        log.warning("Demo accounts were not looked for: %s", type(cause).__name__)
        return
    finally:
        engine.dispose()
    if emails:
        sys.exit(
            "Everybody can sign in with the passwords that the demo publishes, to: "
            f"{', '.join(emails)}. Before this database is served in production, give these "
            "accounts other passwords (start with ENVIRONMENT=development once and change them "
            "there), or close them (deactivateUser, or is_active = false in the table users)."
        )


def _open_accounts(connection: Connection) -> list[str]:
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
