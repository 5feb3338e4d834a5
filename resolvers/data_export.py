"""Asking for everything that is stored about a person, and the address that it is read from."""

import datetime as dt
import json
from typing import Any

from sqlalchemy import func, select

from auth.freshness import require_fresh
from auth.seal import Broken, Seal
from base.errors import LimitReached
from db.models import Action, DataExport, DataExportStatus, Profile, User
from db.types import now
from resolvers.erasure import reason_for
from resolvers.operation.accounts import changes_account
from resolvers.operation.context import Context
from resolvers.operation.transaction import Transaction

PATH = "/exports/"
GOOD_FOR = dt.timedelta(hours=1)
MOST_A_DAY = 5
PENDING, READY = DataExportStatus.PENDING, DataExportStatus.READY


@changes_account(Profile)
def request(
    transaction: Transaction, user_id: str | None = None, reason: str | None = None
) -> DataExport:
    """Have one's own made, or as a super admin anybody's; the person alone reads it.

    One that is not made yet is not asked for twice.
    """
    session, viewer = transaction.session, transaction.viewer
    assert viewer.id is not None
    require_fresh(session, viewer)
    user = transaction.fetch(User, user_id or viewer.id, "userId")
    why = reason_for(transaction, user_id, reason)
    theirs = select(DataExport).where(DataExport.user_id == user.id)
    waiting = session.scalars(theirs.where(DataExport.status == PENDING).limit(1)).one_or_none()
    if waiting is not None:
        return waiting
    _keep_few(transaction, user)
    export = DataExport(user_id=user.id, due_at=now())
    session.add(export)
    transaction.record(Action.DATA_EXPORT_REQUESTED, export.id, user.id, reason=why)
    session.flush()
    return export


def _keep_few(transaction: Transaction, user: User) -> None:
    lately = select(func.count()).where(
        DataExport.user_id == user.id, DataExport.created_at > now() - dt.timedelta(days=1)
    )
    if transaction.session.scalars(lately).one() >= MOST_A_DAY:
        sentence = f"{MOST_A_DAY} exports were made in a day; wait before you ask for another."
        raise LimitReached(message=sentence, limit=MOST_A_DAY)


def url(root: Any, context: Context) -> str | None:
    """Where it is read: signed, for an hour and for the session of this request alone."""
    if root.status is not READY or root.expires_at is None or root.expires_at <= now():
        return None
    session_id = context.viewer.session_id
    until = min(now() + GOOD_FOR, root.expires_at)
    facts = json.dumps(["export", root.id, session_id, until.timestamp()])
    return f"{context.services.public_url}{PATH}{context.services.seal.close(facts)}"


def opened(seal: Seal, signed: str) -> tuple[str, str] | None:
    """The export and the session of a signed address; None for one that is not good any more."""
    try:
        kind, export_id, session_id, until = json.loads(seal.open(signed))
    except (Broken, ValueError, TypeError):
        return None
    if kind != "export" or until <= now().timestamp():
        return None
    return export_id, session_id
