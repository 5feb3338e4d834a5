"""What happened to accounts and what administrators did: written once, never changed.

Ids are kept without foreign keys: an event outlives what it speaks of.
"""

from sqlalchemy import ColumnElement, Index, String, false, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Entity
from db.types import Id
from db.viewer import Viewer


class AuditEvent(Entity):
    """Who did what to what, in whose account, from where; `created_at` says when."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "account_id", "created_at", "id"),
        Index(None, "actor_id"),
        Index(None, "subject_id"),
    )

    action: Mapped[str] = mapped_column(String(50))
    actor_id: Mapped[str | None] = mapped_column(Id)
    subject_id: Mapped[str | None] = mapped_column(Id)
    account_id: Mapped[str | None] = mapped_column(Id)
    session_id: Mapped[str | None] = mapped_column(Id)
    ip_address: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(String(500))

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Those of the viewer's own account."""
        if viewer.is_super_admin:
            return true()
        return cls.account_id == viewer.id if viewer.is_signed_in else false()

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Nobody's."""
        return false()
