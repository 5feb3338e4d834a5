"""Sessions: opened at sign-in, kept alive by refresh tokens, ended at once.

Every function runs inside a transaction that the caller commits, `find_viewer` apart.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Session as Transaction

from auth.access_tokens import Claims
from auth.refresh_tokens import RefreshTokens, hash_token
from db.models import RefreshToken, Session, User
from db.types import Record, new_id, now
from db.viewer import Viewer

GRACE = dt.timedelta(seconds=10)
REMEMBERED = dt.timedelta(minutes=10)  # rotated tokens older than this are known by their MAC
ABSOLUTE = dt.timedelta(days=90)


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


def find_viewer(connection: Connection, claims: Claims) -> tuple[Viewer, Record] | None:
    """The viewer of a valid token and their row in one statement; None once either has ended."""
    statement = (
        select(*User.readable())
        .join(Session, Session.user_id == User.id)
        .where(
            Session.id == claims.session_id,
            User.id == claims.user_id,
            Session.is_active,
            Session.expires_at > now(),
            Session.ends_at > now(),
            User.is_active,
        )
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    return Viewer(row.id, claims.session_id, row.is_super_admin), row


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
        """The session that a refresh token says it belongs to, None for no token at all."""
        claim = self._tokens.read(token)
        return claim.session_id if claim else None

    def refresh(self, transaction: Transaction, token: str) -> Issued | Reused | None:
        """The next token of a session, or None where this one is no longer good.

        A token that was rotated within GRACE gets the same successor again; one that was rotated
        before that has been stolen or replayed, and ends its session (RFC 9700 §4.14.2). The
        caller commits in every case.
        """
        claim = self._tokens.read(token)
        if claim is None:
            return None
        session = transaction.scalars(
            select(Session)
            .where(Session.id == claim.session_id, Session.is_active)
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
        if stored is not None and stored.rotated_at and now() - stored.rotated_at <= GRACE:
            return self._hand_out_again(transaction, session, stored.generation + 1)
        if stored is not None or claim.authentic:
            session.deactivate()
            return Reused(session.id, session.user_id)
        return None

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

    def _hand_out_again(
        self, transaction: Transaction, session: Session, generation: int
    ) -> Issued | None:
        """The very token that was handed out; None where its secret is no longer one of ours."""
        stored = transaction.scalar(
            select(RefreshToken.token_hash).where(
                RefreshToken.session_id == session.id, RefreshToken.generation == generation
            )
        )
        for token in self._tokens.derive_all(session.id, generation):
            if hash_token(token) == stored:
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
