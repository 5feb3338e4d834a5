"""Who belongs to which organization, in which role, or is invited to."""

import enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    false,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from db.base import Entity
from db.belonging import By
from db.index import listing_indexes
from db.types import Id, choice
from db.viewer import Viewer

if TYPE_CHECKING:
    from db.organization import Organization
    from db.user import User


class MembershipRole(enum.Enum):
    """Roles from the highest to the lowest."""

    OWNER = "OWNER"
    MANAGER = "MANAGER"
    STAFF = "STAFF"

    def is_below(self, other: "MembershipRole") -> bool:
        ranking = list(MembershipRole)
        return ranking.index(self) > ranking.index(other)


class MembershipStatus(enum.Enum):
    """Invited until the invitation is accepted."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"


LEADERS = (MembershipRole.OWNER, MembershipRole.MANAGER)


class Membership(Entity):
    """One for each pair, inactive after it was declined, left or taken away."""

    __tablename__ = "memberships"
    belongs_to = By("user_id")
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id"),
        Index(None, "user_id"),
        Index(None, "organization_id", "created_at", "id"),
        *listing_indexes(),
    )

    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"))
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"))
    role: Mapped[MembershipRole] = mapped_column(choice(MembershipRole, "role"))
    status: Mapped[MembershipStatus] = mapped_column(choice(MembershipStatus, "status"))

    organization: Mapped["Organization"] = relationship(back_populates="memberships", lazy="raise")
    user: Mapped["User"] = relationship(back_populates="memberships", lazy="raise")

    @classmethod
    def held_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """The viewer's own, invitations included."""
        return and_(viewer.owns(cls.user_id), cls.is_active)

    @classmethod
    def joined_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """The viewer's own, invitations apart."""
        return and_(cls.held_by(viewer), cls.status == MembershipStatus.ACTIVE)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """The viewer's own; for members those of members, for managers and up invitations too."""
        if viewer.is_super_admin:
            return true()
        if not viewer.is_signed_in:
            return false()
        return and_(
            cls.is_active,
            cls.organization.has(is_active=True),
            cls.user.has(is_active=True),
            or_(
                viewer.owns(cls.user_id),
                and_(cls.status == MembershipStatus.ACTIVE, cls.fellow_of(viewer)),
                cls.fellow_of(viewer, *LEADERS),
            ),
        )

    @classmethod
    def listed_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Who is only invited reads their own invitation, but no list of members."""
        return true() if viewer.is_super_admin else cls.fellow_of(viewer)

    @classmethod
    def fellow_of(cls, viewer: Viewer, *roles: MembershipRole) -> ColumnElement[bool]:
        """Those of organizations where the viewer is a member, in one of `roles` if given."""
        own = aliased(Membership)
        accepted = own.status == MembershipStatus.ACTIVE
        return cls._exists(own, viewer, accepted, own.role.in_(roles) if roles else true())

    @classmethod
    def _exists(
        cls, own: Any, viewer: Viewer, *conditions: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        """The viewer has a membership `own` of the same organization that meets `conditions`."""
        statement = select(literal(1)).where(
            own.organization_id == cls.organization_id,
            viewer.owns(own.user_id),
            own.is_active,
            *conditions,
        )
        return statement.select_from(own).correlate(cls).exists()

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Whoever sees it; which role may do what is the business of the mutations."""
        return true()
