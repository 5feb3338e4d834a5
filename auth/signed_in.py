"""Who is signed in: the account and the session behind a token, as they are at this moment."""

from typing import Any

from sqlalchemy import Connection, Select, SQLColumnExpression, orm, select

from db.models import Session, User
from db.types import Record, this_instant
from db.viewer import Viewer


def signed_in(
    user_id: str | SQLColumnExpression[str],
    session_id: str | SQLColumnExpression[Any],
    *columns: Any,
) -> Select[Any]:
    """`columns` of a user who is signed in: one row, and none once session or account has ended.

    The one statement behind every viewer, made to be composed with others.
    """
    instant = this_instant()
    return (
        select(*columns)
        .select_from(User)
        .join(Session, Session.user_id == User.id)
        .where(
            Session.id == session_id,
            User.id == user_id,
            Session.is_active,
            Session.expires_at > instant,
            Session.ends_at > instant,
            User.is_active,
        )
    )


def find_viewer(
    connection: Connection, user_id: str, session_id: str
) -> tuple[Viewer, Record] | None:
    """The viewer of a session and their row in one statement; None once either has ended."""
    row = connection.execute(signed_in(user_id, session_id, *User.readable())).one_or_none()
    if row is None:
        return None
    return Viewer(row.id, session_id, row.is_super_admin), row


def confirm_viewer(
    transaction: orm.Session, viewer: Viewer, *, alone: bool = False
) -> Viewer | None:
    """The viewer as they are now, and as they stay until the end; None once they are signed out."""
    row = transaction.execute(held(viewer, alone=alone)).one_or_none()
    return Viewer(viewer.id, viewer.session_id, row.is_super_admin) if row else None


def held(viewer: Viewer, *, alone: bool = False) -> Select[Any]:
    """Whether a signed-in viewer is a super admin; no row once they are signed out.

    Account and session, in this order, are locked against whatever ends a right: shared with
    other writers of the same account, or `alone` where either will be written. Who shared them
    first and wanted them alone later would wait for others who do the same.
    """
    assert viewer.id is not None
    assert viewer.session_id is not None
    statement = signed_in(viewer.id, viewer.session_id, User.is_super_admin)
    return statement.with_for_update(read=not alone, key_share=alone, of=(User, Session))
