"""Sessions: opened at sign-in, kept alive by refresh tokens, ended at once.

Every function runs inside a transaction that the caller commits, `find_viewer` apart.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm import Session as Transaction

from auth.networks import network
from auth.refresh_tokens import RefreshTokens, hash_token
from db.models import RefreshToken, Session, User
from db.types import Record, new_id, now
from db.viewer import Viewer

GRACE = dt.timedelta(seconds=10)
REMEMBERED = dt.timedelta(minutes=10)  # rotated tokens older than this are known by their MAC
ABSOLUTE = dt.timedelta(days=90)
MOST_ADDRESSES = 100
"""Addresses of an account that are known, those of its latest sign-ins."""


@dataclass(frozen=True)
class Client:
    """Where a request came from, as far as it is kept."""

    ip_address: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True)
class Issued:
    """A session together with the refresh token to hand out."""

    session_id: str
    user_id: str
    refresh_token: str


@dataclass(frozen=True)
class Reused:
    """A session that has just been ended because one of its old tokens came back."""

    session_id: str
    user_id: str


def signed_in(user_id: str, session_id: str, *columns: Any) -> Select[Any]:
    """`columns` of a user who is signed in: one row, and none once session or account has ended.

    The one statement behind every viewer, made to be composed with others.
    """
    instant = now()
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
    transaction: Transaction, viewer: Viewer, *, alone: bool = False
) -> Viewer | None:
    """The viewer as they are now, and as they stay until the end; None once they are signed out.

    Account and session, in this order, are locked against whatever ends a right: shared with
    other writers of the same account, or `alone` where either will be written. Who shared them
    first and wanted them alone later would wait for others who do the same.
    """
    assert viewer.id is not None
    assert viewer.session_id is not None
    statement = signed_in(viewer.id, viewer.session_id, User.is_super_admin)
    locks = statement.with_for_update(read=not alone, key_share=alone, of=(User, Session))
    row = transaction.execute(locks).one_or_none()
    return Viewer(viewer.id, viewer.session_id, row.is_super_admin) if row else None


def with_addresses(*columns: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """`columns` of users, once for each address that their account has lately signed in from."""
    return (
        select(*columns, Session.ip_address, func.count(Session.id).label("sessions"))
        .outerjoin(Session, Session.user_id == User.id)
        .group_by(*columns, Session.ip_address)
        .order_by(func.max(Session.created_at).desc())
        .limit(MOST_ADDRESSES)
    )


def knows_address(rows: Sequence[Record], client: Client) -> bool:
    """Whether an account, in rows of `with_addresses`, has signed in from where `client` is."""
    known = {network(row.ip_address or "") for row in rows if row.sessions}
    return network(client.ip_address or "") in known


class Sessions:
    """Opens, refreshes and ends sessions."""

    def __init__(self, tokens: RefreshTokens, idle: dt.timedelta) -> None:
        """`idle`: how long a session lives without being refreshed."""
        self._tokens = tokens
        self._idle = idle

    def open(self, transaction: Transaction, user_id: str, client: Client) -> Issued:
        """Start a session for a user whose identity has been proven."""
        instant = now()
        session = Session(
            id=new_id(),
            user_id=user_id,
            created_at=instant,
            last_used_at=instant,
            expires_at=instant + min(self._idle, ABSOLUTE),
            ends_at=instant + ABSOLUTE,
            ip_address=client.ip_address,
            user_agent=client.user_agent,
        )
        transaction.add(session)
        transaction.flush()
        return self._hand_out(transaction, session, generation=1)

    def session_of(self, token: str) -> str | None:
        """The session of a refresh token that this server made, None for any other text."""
        return self._tokens.session_of(token)

    def refresh(
        self, transaction: Transaction, token: str, came_at: dt.datetime | None = None
    ) -> Issued | Reused | None:
        """The newest token of a session, or None where this one is no longer good.

        A token that was rotated within GRACE before it came gets the newest there is, which
        nobody has used; one that was rotated before that has been stolen or replayed, and ends
        its session (RFC 9700 §4.14.2). The caller commits in every case.
        """
        came_at = came_at or now()
        session_id = self.session_of(token)
        if session_id is None:
            return None
        session = transaction.scalars(
            select(Session)
            .where(Session.id == session_id, Session.is_active)
            .where(Session.expires_at > now(), Session.ends_at > now())
            .where(Session.user.has(is_active=True))
            .with_for_update()
        ).one_or_none()
        if session is None:
            return None
        stored = transaction.scalars(
            select(RefreshToken).where(
                RefreshToken.session_id == session.id,
                RefreshToken.token_hash == hash_token(token),
            )
        ).one_or_none()
        if stored is not None and stored.rotated_at is None:
            return self._rotate(transaction, session, stored)
        if stored is not None and stored.rotated_at and came_at - stored.rotated_at <= GRACE:
            return self._hand_out_newest(transaction, session)
        session.deactivate()
        return Reused(session.id, session.user_id)

    def _rotate(self, transaction: Transaction, session: Session, current: RefreshToken) -> Issued:
        instant = now()
        current.rotated_at = instant
        current.deactivate()
        session.last_used_at = instant
        session.expires_at = min(instant + self._idle, session.ends_at)
        session.touch()
        transaction.execute(
            delete(RefreshToken).where(
                RefreshToken.session_id == session.id,
                RefreshToken.rotated_at < instant - REMEMBERED,
            )
        )
        return self._hand_out(transaction, session, current.generation + 1)

    def _hand_out(self, transaction: Transaction, session: Session, generation: int) -> Issued:
        token = self._tokens.derive(session.id, generation)
        transaction.add(
            RefreshToken(session_id=session.id, generation=generation, token_hash=hash_token(token))
        )
        return Issued(session.id, session.user_id, token)

    def _hand_out_newest(self, transaction: Transaction, session: Session) -> Issued | None:
        """The token that is to be used next; None where its secret is none of ours."""
        newest = transaction.scalars(
            select(RefreshToken).where(
                RefreshToken.session_id == session.id, RefreshToken.rotated_at.is_(None)
            )
        ).one()
        for token in self._tokens.derive_all(session.id, newest.generation):
            if hash_token(token) == newest.token_hash:
                return Issued(session.id, session.user_id, token)
        return None


def end_sessions(
    transaction: Transaction, user_id: str, *, only: str | None = None, keep: str | None = None
) -> int:
    """End a user's sessions: all, just `only`, or all but `keep`; how many there were."""
    instant = now()
    statement = select(Session).where(
        Session.user_id == user_id,
        Session.is_active,
        Session.expires_at > instant,
        Session.ends_at > instant,
    )
    if only is not None:
        statement = statement.where(Session.id == only)
    if keep is not None:
        statement = statement.where(Session.id != keep)
    sessions = transaction.scalars(statement.order_by(Session.id).with_for_update()).all()
    for session in sessions:
        session.deactivate()
    return len(sessions)
