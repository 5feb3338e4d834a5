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
    was_somebodys = user.is_somebodys
    user.change({"is_email_verified": True})
    by = kept or Viewer(user.id)
    transaction.record(action, user.id, user.id, by=by)
    if kept is None:
        take_away(transaction, user, factor=not was_somebodys)
    else:
        end_sessions(transaction.session, user.id, keep=kept.session_id)


def take_away(transaction: Transaction, user: User, *, factor: bool) -> None:
    """End sessions, password and a change under way, and the second `factor` if it is a stranger's.

    The mailbox is told. Who chooses a new password has an open account.
    """
    end_sessions(transaction.session, user.id)
    if factor:
        take_off_factor(transaction, user, by=Viewer(user.id))
    user.set_password(NOBODYS)
    if not user.is_active:
        return
    token = issue(transaction.session, Purpose.RESET_PASSWORD, user)
    transaction.post("choose_password", user.email, user.id, token)


def take_off_factor(transaction: Transaction, user: User, by: Viewer) -> None:
    """No second factor any more, nor one that waits; where one was on that is recorded and told."""
    was_on = user.has_two_factor
    two_factor.take_off(transaction.session, user)
    if was_on:
        transaction.record(Action.TWO_FACTOR_DISABLED, user.id, user.id, by=by)
        transaction.post("two_factor_off", user.email, user.id)
