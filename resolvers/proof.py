"""Proof of an address: how it is asked for, and what the first one ends."""

from auth import two_factor
from auth.one_time_tokens import issue
from auth.passwords import NOBODYS
from auth.sessions import end_sessions
from db.models import Action, Purpose, User
from db.viewer import Viewer
from resolvers.operation.transaction import Transaction


def send(transaction: Transaction, user: User) -> None:
    """Mail the link that proves the address of a user."""
    transaction.session.flush()
    token = issue(transaction.session, Purpose.VERIFY_ADDRESS, user)
    transaction.post("verify_address", user.email, user.id, token)


def first_proven(transaction: Transaction, user: User, kept: Viewer | None, action: Action) -> None:
    """The address is proven now: end what was set up by whoever had not proven it.

    `kept`: the session of the account that the link was opened in, if it was.
    """
    user.change({"is_email_verified": True})
    by = kept or Viewer(user.id)
    transaction.record(action, user.id, user.id, by=by)
    if kept is None:
        take_away(transaction, user)
    else:
        end_sessions(transaction.session, user.id, keep=kept.session_id)


def take_away(transaction: Transaction, user: User) -> None:
    """End sessions, second factor, password and a change under way; the mailbox is told.

    Who chooses a new password has an open account.
    """
    end_sessions(transaction.session, user.id)
    two_factor.take_off(transaction.session, user)
    user.set_password(NOBODYS)
    if not user.is_active:
        return
    token = issue(transaction.session, Purpose.RESET_PASSWORD, user)
    transaction.post("choose_password", user.email, user.id, token)
