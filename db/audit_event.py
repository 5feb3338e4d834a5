"""What happened to accounts and what administrators did: written once, never changed.

Ids are kept without foreign keys: an event outlives what it speaks of.
"""

import enum
from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import ColumnElement, Index, String, false, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import ASCII, Entity
from db.belonging import By
from db.types import Id
from db.viewer import Viewer


class Action(enum.StrEnum):
    """Everything that leaves an event."""

    REGISTERED = "REGISTERED"
    LOGIN_SUCCEEDED = "LOGIN_SUCCEEDED"
    LOGIN_FAILED = "LOGIN_FAILED"
    LOGGED_OUT = "LOGGED_OUT"
    TOKEN_REUSED = "TOKEN_REUSED"  # noqa: S105
    SESSION_REVOKED = "SESSION_REVOKED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105
    PASSWORD_CHANGE_FAILED = "PASSWORD_CHANGE_FAILED"  # noqa: S105
    EMAIL_VERIFIED = "EMAIL_VERIFIED"
    EMAIL_CHANGE_REQUESTED = "EMAIL_CHANGE_REQUESTED"
    EMAIL_CHANGED = "EMAIL_CHANGED"
    EMAIL_CHANGE_UNDONE = "EMAIL_CHANGE_UNDONE"
    REAUTHENTICATED = "REAUTHENTICATED"
    REAUTHENTICATION_FAILED = "REAUTHENTICATION_FAILED"
    PASSWORD_RESET_REQUESTED = "PASSWORD_RESET_REQUESTED"  # noqa: S105
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105
    MAIL_GIVEN_UP = "MAIL_GIVEN_UP"
    TWO_FACTOR_ASKED = "TWO_FACTOR_ASKED"
    TWO_FACTOR_FAILED = "TWO_FACTOR_FAILED"
    TWO_FACTOR_ENABLED = "TWO_FACTOR_ENABLED"
    TWO_FACTOR_DISABLED = "TWO_FACTOR_DISABLED"
    RECOVERY_CODES_RENEWED = "RECOVERY_CODES_RENEWED"
    USER_CREATED = "USER_CREATED"
    DATA_EXPORT_REQUESTED = "DATA_EXPORT_REQUESTED"
    ACCOUNT_ERASED = "ACCOUNT_ERASED"
    USER_UPDATED = "USER_UPDATED"
    USER_DEACTIVATED = "USER_DEACTIVATED"
    USER_ACTIVATED = "USER_ACTIVATED"
    SUPER_ADMIN_GRANTED = "SUPER_ADMIN_GRANTED"
    SUPER_ADMIN_WITHDRAWN = "SUPER_ADMIN_WITHDRAWN"
    PROFILE_CREATED = "PROFILE_CREATED"
    PROFILE_UPDATED = "PROFILE_UPDATED"
    PROFILE_DEACTIVATED = "PROFILE_DEACTIVATED"
    PROFILE_RESTORED = "PROFILE_RESTORED"
    CONTACT_ADDED = "CONTACT_ADDED"
    CONTACT_UPDATED = "CONTACT_UPDATED"
    CONTACT_REMOVED = "CONTACT_REMOVED"
    JOB_ADDED = "JOB_ADDED"
    JOB_UPDATED = "JOB_UPDATED"
    JOB_REMOVED = "JOB_REMOVED"
    LOCATION_CREATED = "LOCATION_CREATED"
    LOCATION_UPDATED = "LOCATION_UPDATED"
    LOCATION_DEACTIVATED = "LOCATION_DEACTIVATED"
    LOCATION_RESTORED = "LOCATION_RESTORED"
    LOCATION_OFFERED = "LOCATION_OFFERED"
    ORGANIZATION_CREATED = "ORGANIZATION_CREATED"
    ORGANIZATION_UPDATED = "ORGANIZATION_UPDATED"
    ORGANIZATION_DEACTIVATED = "ORGANIZATION_DEACTIVATED"
    OWNERSHIP_TRANSFERRED = "OWNERSHIP_TRANSFERRED"
    MEMBER_INVITED = "MEMBER_INVITED"
    MEMBER_JOINED = "MEMBER_JOINED"
    MEMBER_ROLE_SET = "MEMBER_ROLE_SET"
    MEMBER_REMOVED = "MEMBER_REMOVED"


class AuditEvent(Entity):
    """Who did what to what, in whose account, from where; `created_at` says when."""

    __tablename__ = "audit_events"
    belongs_to = By("account_id")
    aliases: ClassVar[Mapping[str, str]] = {"at": "created_at"}
    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "account_id", "created_at", "id"),
        Index(None, "actor_id"),
        Index(None, "subject_id"),
    )

    action: Mapped[str] = mapped_column(String(50), info=ASCII)
    actor_id: Mapped[str | None] = mapped_column(Id)
    subject_id: Mapped[str | None] = mapped_column(Id)
    account_id: Mapped[str | None] = mapped_column(Id)
    session_id: Mapped[str | None] = mapped_column(Id)
    ip_address: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(String(500))
    reason: Mapped[str | None] = mapped_column(String(500))
    """What whoever did it gave as the reason."""

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Those of the viewer's own account."""
        if viewer.is_super_admin:
            return true()
        return viewer.owns(cls.account_id)

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Nobody's."""
        return false()
