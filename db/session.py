"""Sign-ins: a session is a family of refresh tokens, of which only hashes are kept."""

import datetime as dt
import enum

from sqlalchemy import ColumnElement, Enum, ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Entity
from db.belonging import By, Through
from db.derived import internal
from db.types import Id, this_instant
from db.user import User
from db.viewer import Viewer


class AuthenticationMethod(enum.Enum):
    """What a session was opened with, besides a password where one was asked for."""

    PASSWORD = "PASSWORD"  # noqa: S105
    LINK = "LINK"
    AUTHENTICATOR = "AUTHENTICATOR"
    RECOVERY_CODE = "RECOVERY_CODE"


class Session(Entity):
    """Signed in from `created_at` until `expires_at` (idle), at the latest `ends_at`."""

    __tablename__ = "sessions"
    belongs_to = By("user_id")
    topic = "sessions of {owner}"
    __table_args__ = (Index(None, "user_id", "created_at", "id"),)

    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"))
    last_used_at: Mapped[dt.datetime]
    authenticated_with: Mapped[AuthenticationMethod] = mapped_column(
        Enum(AuthenticationMethod, native_enum=False, create_constraint=False, length=20),
        default=AuthenticationMethod.PASSWORD,
        server_default=AuthenticationMethod.PASSWORD.value,
    )
    reauthenticated_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    ip_address: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(String(500))

    user: Mapped[User] = relationship(lazy="raise")

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """The viewer's own that are still good."""
        instant = this_instant()
        return and_(
            cls.is_active,
            cls.expires_at > instant,
            cls.ends_at > instant,
            viewer.owns(cls.user_id),
        )

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.owns(cls.user_id)


class RefreshToken(Entity):
    """One generation of a session's refresh token, active until it is rotated."""

    __tablename__ = "refresh_tokens"
    belongs_to = Through("session")
    __table_args__ = (UniqueConstraint("token_hash"), UniqueConstraint("session_id", "generation"))

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("sessions.id"))
    generation: Mapped[int]
    token_hash: Mapped[str] = internal(String(64))
    rotated_at: Mapped[dt.datetime | None]

    session: Mapped[Session] = relationship(lazy="raise")
