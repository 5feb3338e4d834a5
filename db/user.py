"""Accounts."""

import datetime as dt
from typing import Self

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Index,
    String,
    UniqueConstraint,
    and_,
    false,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from base.email import fold_email, mailbox
from base.lookalike import skeleton
from base.text import trim, unique_key
from db.base import Entity
from db.belonging import By
from db.derived import derived, folded, internal, searched
from db.index import listing_indexes, nulls_last_indexes, search_index
from db.membership import Membership
from db.organization import Organization
from db.profile import Profile
from db.viewer import Viewer


class User(Entity):
    __tablename__ = "users"
    belongs_to = By("id")
    __table_args__ = (
        UniqueConstraint("username_key"),
        UniqueConstraint("email_key"),
        Index("uq_users_username_skeleton", "username_skeleton", unique=True),
        Index(None, "username_folded", "id"),
        *listing_indexes(),
        *nulls_last_indexes("users", "last_login_at"),
        search_index("users"),
    )

    username: Mapped[str] = mapped_column(String(150))
    username_key: Mapped[str] = derived(unique_key, "username")
    username_skeleton: Mapped[str | None] = derived(skeleton, "username")
    username_folded: Mapped[str] = folded("username")
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = derived(mailbox, "email")
    email_folded: Mapped[str] = folded("email", by=fold_email)
    search_text: Mapped[str] = searched("username", "email")
    password_hash: Mapped[str] = internal(String(255))
    is_super_admin: Mapped[bool] = mapped_column(default=False)
    pending_email: Mapped[str | None] = mapped_column(String(320))
    is_email_verified: Mapped[bool] = mapped_column(default=False, server_default=false())
    was_proven: Mapped[bool] = internal(Boolean, default=False, server_default=false())
    """Whether an address was that a super admin has replaced since."""
    has_two_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    recovery_codes_left: Mapped[int | None]
    last_login_at: Mapped[dt.datetime | None]
    erased_at: Mapped[dt.datetime | None]

    profile: Mapped[Profile | None] = relationship(back_populates="user", lazy="raise")

    memberships: Mapped[list[Membership]] = relationship(back_populates="user", lazy="raise")

    @validates("email")
    def _trim(self, _name: str, value: str) -> str:
        return trim(value)

    @property
    def is_somebodys(self) -> bool:
        """Whether any address of the account was ever proven: what is on it is its owner's."""
        return self.is_email_verified or self.was_proven

    def set_password(self, password_hash: str) -> Self:
        """Another password: a change of the address that is under way may be somebody else's."""
        return self.change({"password_hash": password_hash, "pending_email": None})

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Themselves; who has a visible profile or membership, or owns a visible organization."""
        if viewer.is_super_admin:
            return cls.erased_at.is_(None)
        return and_(
            cls.is_active,
            or_(
                viewer.owns(cls.id),
                cls.profile.has(Profile.is_published()),
                cls._met_by(viewer),
            ),
        )

    @classmethod
    def _met_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Whoever sees a membership sees its user, and whoever an organization its owner."""
        if not viewer.is_signed_in:
            return false()
        # not `memberships.any`: of a copy of the table it takes the users inside for the copy too
        met = select(literal(1)).where(Membership.user_id == cls.id, Membership.visible_to(viewer))
        owned = select(literal(1)).where(
            Organization.owner_id == cls.id, Organization.visible_to(viewer)
        )
        return or_(
            met.select_from(Membership).correlate(cls).exists(),
            owned.select_from(Organization).correlate(cls).exists(),
        )

    @classmethod
    def invitable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Active ones whom the viewer sees by their profile: to have met is not enough."""
        known = true() if viewer.is_super_admin else cls.profile.has(Profile.is_published())
        return and_(cls.is_active, known)
