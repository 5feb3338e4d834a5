"""What was written under a key that a client made up, so that it is written once."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import ASCII, Entity
from db.belonging import By
from db.derived import internal
from db.types import Id


class IdempotencyKey(Entity):
    """One transaction of one mutation field, and what came of it."""

    __tablename__ = "idempotency_keys"
    belongs_to = By("user_id")
    __table_args__ = (
        UniqueConstraint("whose_mark", "key_mark", "step"),
        Index(None, "user_id"),
        Index(None, "expires_at"),
    )

    user_id: Mapped[str | None] = mapped_column(Id, ForeignKey("users.id"))
    whose_mark: Mapped[str] = internal(String(64), info=ASCII)
    """Of the user, or of the address of who is not signed in; as all marks made with the server's
    secret."""
    key_mark: Mapped[str] = internal(String(64), info=ASCII)
    step: Mapped[str] = internal(String(200), info=ASCII)
    """Which transaction of the field it is."""
    asked_mark: Mapped[str] = internal(String(64), info=ASCII)
    """Of the field and its arguments."""
    result: Mapped[str | None] = internal(Text, nullable=True, info=ASCII)
    """Sealed: there may be credentials in it."""
    expires_at: Mapped[dt.datetime]
