"""Sessions: opened at sign-in, kept alive by refresh tokens, ended at once.

Every function runs inside a transaction that the caller commits.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, orm, select

from auth.refresh_tokens import RefreshTokens, hash_token
from db.models import AuthenticationMethod, RefreshToken, Session
from db.types import new_id, now

GRACE = dt.timedelta(seconds=10)
REMEMBERED = dt.timedelta(minutes=10)  # rotated tokens older than this are known by their MAC
ABSOLUTE = dt.timedelta(days=90)


@dataclass(frozen=True)
class Client:
    """Where a request came from, as far as it is kept."""

    ip_address: str | None = None
    user_agent: str | None = None
    language: str = "en"
    """That it is written to in."""


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


class Sessions:
    """Opens, refreshes and ends sessions."""

    def __init__(self, tokens: RefreshTokens, idle: dt.timedelta) -> None:
        """`idle`: how long a session lives without being refreshed."""
        self._tokens = tokens
        self._idle = idle

    def open(
        self,
        transaction: orm.Session,
        user_id: str,
        client: Client,
        method: AuthenticationMethod = AuthenticationMethod.PASSWORD,
    ) -> Issued:
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
            authenticated_with=method,
        )
        transaction.add(session)
        transaction.flush()
        return self._hand_out(transaction, session, generation=1)

    def session_of(self, token: str) -> str | None:
        """The session of a refresh token that this server made, None for any other text."""
        return self._tokens.session_of(token)

    def refresh(
        self, transaction: orm.Session, token: str, came_at: dt.datetime | None = None
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

    def _rotate(self, transaction: orm.Session, session: Session, current: RefreshToken) -> Issued:
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

    def _hand_out(self, transaction: orm.Session, session: Session, generation: int) -> Issued:
        token = self._tokens.derive(session.id, generation)
        transaction.add(
            RefreshToken(session_id=session.id, generation=generation, token_hash=hash_token(token))
        )
        return Issued(session.id, session.user_id, token)

    def _hand_out_newest(self, transaction: orm.Session, session: Session) -> Issued | None:
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
    transaction: orm.Session, user_id: str, *, only: str | None = None, keep: str | None = None
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
