"""One's own sessions: seeing where one is signed in, and ending it."""

from collections.abc import Awaitable, Sequence
from typing import Any

from auth.sessions import end_sessions
from db.models import Action, Session
from loaders.session import sessions_by_user
from resolvers.context import Context
from resolvers.transaction import Transaction


def of_user(root: Any, context: Context) -> Awaitable[Sequence[Any]]:
    """The sessions that are still good, newest first."""
    return context.load(sessions_by_user, root.id)


def is_current(root: Any, context: Context) -> bool:
    return bool(root.id == context.viewer.session_id)


async def revoke(context: Context, id: str) -> int:
    """End one of one's sessions; how many were ended."""
    count = await context.write(_revoke, id=id)
    if id == context.viewer.session_id:
        context.end()
    return count


def _revoke(transaction: Transaction, id: str) -> int:
    session = transaction.fetch(Session, id)
    transaction.record(Action.SESSION_REVOKED, session.id, session.user_id)
    return end_sessions(transaction.session, session.user_id, only=session.id)


def revoke_others(transaction: Transaction) -> int:
    """End all of one's sessions but this one; how many were ended."""
    viewer = transaction.viewer
    assert viewer.id is not None
    count = end_sessions(transaction.session, viewer.id, keep=viewer.session_id)
    if count:
        transaction.record(Action.SESSION_REVOKED, None, viewer.id)
    return count
