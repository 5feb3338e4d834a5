"""What a link in a mail, or half a sign-in, carries: good once, for a while, for certain facts."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import ASCII, Entity
from db.belonging import By
from db.derived import internal
from db.types import Id


class Purpose(enum.StrEnum):
    """What a token is good for, and nothing else."""

    VERIFY_ADDRESS = "VERIFY_ADDRESS"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105
    CHANGE_ADDRESS = "CHANGE_ADDRESS"
    UNDO_CHANGE = "UNDO_CHANGE"
    SECOND_FACTOR = "SECOND_FACTOR"


class OneTimeToken(Entity):
    """Only hashes are kept. Of nobody's account: made so that the work is the same for all."""

    __tablename__ = "one_time_tokens"
    belongs_to = By("user_id")
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "user_id", "purpose"),
        Index(None, "expires_at"),
        Index(None, "address_key"),
    )

    user_id: Mapped[str | None] = mapped_column(Id, ForeignKey("users.id"))
    purpose: Mapped[str] = mapped_column(String(20), info=ASCII)
    token_hash: Mapped[str] = internal(String(64), info=ASCII)
    facts_hash: Mapped[str] = internal(String(64), info=ASCII)
    address: Mapped[str | None] = internal(String(320), nullable=True, info=ASCII)
    """Of UNDO_CHANGE: what the address of the account was."""
    address_key: Mapped[str | None] = internal(String(320), nullable=True, info=ASCII)
    """Of that address, which nobody else may have as long as the change can be undone."""
    session_id: Mapped[str | None] = mapped_column(Id)
    """Of CHANGE_ADDRESS: where it was asked for, and with which it ends."""
    expires_at: Mapped[dt.datetime]
