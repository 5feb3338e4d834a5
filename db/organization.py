"""Organizations, which their members alone see."""

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Entity
from db.belonging import ToNobody
from db.derived import folded, searched
from db.index import listing_indexes, search_index
from db.membership import Membership
from db.types import Id
from db.viewer import Viewer


class Organization(Entity):
    __tablename__ = "organizations"
    belongs_to = ToNobody()
    __table_args__ = (
        UniqueConstraint("slug"),
        Index(None, "owner_id"),
        Index(None, "name_folded", "id"),
        *listing_indexes(),
        search_index("organizations"),
    )

    name: Mapped[str] = mapped_column(String(255))
    name_folded: Mapped[str] = folded("name")
    slug: Mapped[str] = mapped_column(String(255))
    slug_folded: Mapped[str] = folded("slug")
    search_text: Mapped[str] = searched("name", "slug")
    category: Mapped[str | None] = mapped_column(String(255))
    category_folded: Mapped[str | None] = folded("category")
    subcategory: Mapped[str | None] = mapped_column(String(255))
    subcategory_folded: Mapped[str | None] = folded("subcategory")
    owner_id: Mapped[str | None] = mapped_column(Id, ForeignKey("users.id"))

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="organization", lazy="raise"
    )

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Active ones that the viewer belongs to or is invited to."""
        if viewer.is_super_admin:
            return true()
        if not viewer.is_signed_in:
            return false()
        return and_(cls.is_active, cls.memberships.any(Membership.held_by(viewer)))

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Whoever sees it; which role may do what is the business of the mutations."""
        return true()
