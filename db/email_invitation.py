"""Invitations to addresses: of whom, nobody can tell before the address is proven."""

import datetime as dt

from sqlalchemy import Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import ASCII, Entity
from db.belonging import By
from db.derived import internal
from db.membership import MembershipRole
from db.types import Id


class EmailInvitation(Entity):
    """Waits for whoever proves the address; only the hash of the token in its link is kept."""

    __tablename__ = "email_invitations"
    belongs_to = By("invited_by_id")
    __table_args__ = (
        UniqueConstraint("organization_id", "address_key"),
        UniqueConstraint("token_hash"),
        Index(None, "address_key"),
        Index(None, "invited_by_id"),
        Index(None, "expires_at"),
    )

    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"))
    invited_by_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"))
    address_key: Mapped[str] = internal(String(320), info=ASCII)
    """What it is known by (`base.email.spelling`): the link proves this, and it waits for whoever
    proves this, and for no other address of the same `users.email_key`."""
    address: Mapped[str | None] = internal(String(320), nullable=True, info=ASCII)
    """As it was mailed to."""
    role: Mapped[MembershipRole] = mapped_column(
        Enum(MembershipRole, native_enum=False, create_constraint=False, length=20)
    )
    token_hash: Mapped[str] = internal(String(64), info=ASCII)
    expires_at: Mapped[dt.datetime]
