"""Ways to reach the person behind a profile."""

from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_, false, or_, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Entity, folded, searched
from db.index import listing_indexes, search_index
from db.profile import Profile
from db.types import Id
from db.viewer import Viewer

ONE_PRIMARY = text("is_primary AND is_active")


class Contact(Entity):
    __tablename__ = "contacts"
    __table_args__ = (
        Index(
            "uq_contacts_profile_id_primary",
            "profile_id",
            unique=True,
            postgresql_where=ONE_PRIMARY,
            sqlite_where=ONE_PRIMARY,
        ),
        Index(None, "profile_id", "created_at", "id"),
        Index(None, "type_folded", "id"),
        *listing_indexes(),
        search_index("contacts"),
    )

    profile_id: Mapped[str] = mapped_column(Id, ForeignKey("profiles.id"))
    type: Mapped[str] = mapped_column(String(50))
    type_folded: Mapped[str] = folded("type")
    value: Mapped[str] = mapped_column(String(320))
    value_folded: Mapped[str] = folded("value")
    search_text: Mapped[str] = searched("type", "value")
    is_primary: Mapped[bool] = mapped_column(default=False)

    profile: Mapped[Profile] = relationship(lazy="raise")

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Signed-in viewers: active ones of visible profiles that allow contact, and their own."""
        if viewer.is_super_admin:
            return true()
        if not viewer.is_signed_in:
            return false()
        return and_(
            cls.is_active,
            cls.profile.has(
                and_(
                    Profile.visible_to(viewer),
                    or_(Profile.allow_contact, viewer.owns(Profile.user_id)),
                )
            ),
        )

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return cls.profile.has(Profile.editable_by(viewer))
