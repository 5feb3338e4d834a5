"""What is to leave the server: written in the transaction that causes it, gone once delivered."""

import datetime as dt

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Entity
from db.belonging import By
from db.derived import internal
from db.types import Id


class OutboxMessage(Entity):
    """A mail that waits; its id is the same however often it is tried.

    The account is kept without a foreign key: some mails are to people who have none.
    """

    __tablename__ = "outbox_messages"
    belongs_to = By("account_id")
    __table_args__ = (Index(None, "due_at", "id"), Index(None, "account_id"))

    account_id: Mapped[str | None] = mapped_column(Id)
    content: Mapped[str] = internal(Text)
    """Sealed: to whom, which template, and the one-time token in its link."""
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime]
    """When it is tried next; while it is being tried, when another process may."""
