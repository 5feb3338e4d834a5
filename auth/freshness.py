"""Fresh authentication: a session whose password was shown in the last ten minutes.

A token that was stolen later, or a device that was left open, does nothing that is sensitive.
"""

import datetime as dt

from sqlalchemy import Connection, func, orm, select

from base.errors import ReauthenticationRequired
from db.models import Session
from db.types import now
from db.viewer import Viewer

LIFETIME = dt.timedelta(minutes=10)
ASKED = "fresh authentication"
"""Where a session of the ORM keeps that something in it was for fresh authentication alone."""


def require_fresh(transaction: orm.Session, viewer: Viewer) -> None:
    """ReauthenticationRequired unless the session was signed in, or confirmed, just now."""
    transaction.info[ASKED] = True
    check_fresh(transaction.connection(), viewer)


def check_fresh(connection: Connection, viewer: Viewer) -> None:
    """As `require_fresh`, before anything is counted that a stale session is not to use up.

    An operator, who has every right and is in no session, showed what they needed to the machine.
    """
    if viewer.is_super_admin and not viewer.is_signed_in:
        return
    shown_at = func.coalesce(
        Session.reauthenticated_at, Session.created_at, type_=Session.created_at.type
    )
    fresh = select(Session.id).where(
        Session.id == viewer.session_id,
        Session.user_id == viewer.id,
        shown_at > now() - LIFETIME,
    )
    if connection.scalar(fresh) is None:
        raise ReauthenticationRequired


def was_asked(transaction: orm.Session) -> bool:
    """Whether something was done that needs fresh authentication."""
    return ASKED in transaction.info


def refresh(transaction: orm.Session, viewer: Viewer) -> dt.datetime:
    """Mark the session of the viewer, who has just shown the password; until when it is fresh."""
    session = transaction.get_one(Session, viewer.session_id)
    session.change({"reauthenticated_at": now()})
    assert session.reauthenticated_at is not None
    return session.reauthenticated_at + LIFETIME
