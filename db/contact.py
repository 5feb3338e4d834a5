"""Ways to reach the person behind a profile."""

from typing import Any

from sqlalchemy import ColumnElement, Index, String, and_, false, or_, text, true
from sqlalchemy.orm import Mapped, mapped_column

from db.derived import folded, searched
from db.detail import Detail
from db.index import listing_indexes, search_index
from db.profile import Profile
from db.viewer import Viewer

ONE_PRIMARY = text("is_primary AND is_active")


class Contact(Detail):
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

    type: Mapped[str] = mapped_column(String(50))
    type_folded: Mapped[str] = folded("type")
    value: Mapped[str] = mapped_column(String(320))
    value_folded: Mapped[str] = folded("value")
    search_text: Mapped[str] = searched("type", "value")
    is_primary: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Signed-in viewers: active ones of visible profiles that allow contact, and their own."""
        if viewer.is_super_admin:
            return true()
        if not viewer.is_signed_in:
            return false()
        seen = and_(Profile.visible_to(viewer), cls._open_on(Profile, viewer))
        return and_(cls.is_active, cls.profile.has(seen))

    @classmethod
    def left_of(cls, profile: Any, viewer: Viewer) -> ColumnElement[bool]:
        """What is left to ask of the contacts of a `profile` that the viewer sees."""
        if viewer.is_super_admin:
            return true()
        if not viewer.is_signed_in:
            return false()
        return and_(cls.is_active, cls._open_on(profile, viewer))

    @classmethod
    def _open_on(cls, profile: Any, viewer: Viewer) -> ColumnElement[bool]:
        return or_(profile.allow_contact, viewer.owns(profile.user_id))
