"""One's own sessions: seeing where one is signed in, and ending it."""

import asyncio
import contextlib
from functools import partial
from typing import Any

from auth.access_tokens import Claims
from auth.sessions import end_sessions
from auth.signed_in import find_viewer
from base.errors import ServiceUnavailable
from db.models import Action, Session
from db.types import now
from resolvers.operation.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.services import Services
from resolvers.operation.transaction import Transaction

LOOKED_UP_SECONDS = 10.0
"""Seconds after which an open socket looks for the end of its session, whatever it is told."""


def is_current(root: Any, context: Context) -> bool:
    return bool(root.id == context.viewer.session_id)


async def end_of(services: Services, token: str) -> None:
    """Return once a token is no longer good: it expires, or its session or account ends.

    Told at once where it happens in reach of this process's bus; looked up now and then otherwise.
    """
    while claims := services.access_tokens.verify(token):
        left = (claims.expires_at - now()).total_seconds()
        if left <= 0:
            return
        with services.bus.listen(Session.topic_of(owner=claims.user_id)) as listener:
            if await _has_ended(services, claims):
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listener.next(), min(left, LOOKED_UP_SECONDS))


async def is_good(services: Services, token: str) -> bool:
    """Whether a token is good now."""
    claims = services.access_tokens.verify(token)
    return claims is not None and not await _has_ended(services, claims)


async def _has_ended(services: Services, claims: Claims) -> bool:
    """Never while the database is away: that ends no session."""
    find = partial(find_viewer, user_id=claims.user_id, session_id=claims.session_id)
    try:
        return await services.database.read(find) is None
    except ServiceUnavailable:
        return False


async def revoke(context: Context, id: str) -> int:
    """End one of one's sessions; how many were ended."""
    count = await context.write(_revoke, id=id)
    if id == context.viewer.session_id:
        context.end()
    return count


@changes_account()
def _revoke(transaction: Transaction, id: str) -> int:
    session = transaction.fetch(Session, id)
    transaction.record(Action.SESSION_REVOKED, session.id, session.user_id)
    return end_sessions(transaction.session, session.user_id, only=session.id)


@changes_account()
def revoke_others(transaction: Transaction) -> int:
    """End all of one's sessions but this one; how many were ended."""
    viewer = transaction.viewer
    assert viewer.id is not None
    count = end_sessions(transaction.session, viewer.id, keep=viewer.session_id)
    if count:
        transaction.record(Action.SESSION_REVOKED, None, viewer.id)
    return count
