"""The public face of a user: at most one each."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Entity
from db.belonging import By
from db.derived import folded, searched
from db.index import listing_indexes, nulls_last_indexes, search_index
from db.types import Id, choice
from db.viewer import Viewer

if TYPE_CHECKING:
    from db.user import User


class Gender(enum.Enum):
    """Genders that a profile may state."""

    MALE = "MALE"
    FEMALE = "FEMALE"
    OTHER = "OTHER"
    PREFER_NOT_TO_SAY = "PREFER_NOT_TO_SAY"


class Profile(Entity):
    __tablename__ = "profiles"
    belongs_to = By("user_id")
    topic = "profile of {owner}"
    __table_args__ = (
        UniqueConstraint("user_id"),
        Index(None, "location_id", "created_at", "id"),
        Index(
            "ix_profiles_location_id_published",
            "location_id",
            postgresql_where=text("is_active AND is_public"),
            sqlite_where=text("is_active = 1 AND is_public = 1"),
        ),
        Index(None, "first_name_folded", "id"),
        Index(None, "last_name_folded", "id"),
        *listing_indexes(),
        *nulls_last_indexes("profiles", "first_name_folded"),
        *nulls_last_indexes("profiles", "last_name_folded"),
        search_index("profiles"),
    )

    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"))
    first_name: Mapped[str | None] = mapped_column(String(100))
    first_name_folded: Mapped[str | None] = folded("first_name")
    last_name: Mapped[str | None] = mapped_column(String(100))
    last_name_folded: Mapped[str | None] = folded("last_name")
    search_text: Mapped[str] = searched("first_name", "last_name")
    date_of_birth: Mapped[dt.date | None]
    gender: Mapped[Gender | None] = mapped_column(choice(Gender, "gender"))
    location_id: Mapped[str | None] = mapped_column(Id, ForeignKey("locations.id"))
    bio: Mapped[str | None] = mapped_column(Text)
    profile_picture_url: Mapped[str | None] = mapped_column(String(500))
    is_public: Mapped[bool] = mapped_column(default=True)
    allow_contact: Mapped[bool] = mapped_column(default=True)

    user: Mapped["User"] = relationship(back_populates="profile", lazy="raise")

    @classmethod
    def is_published(cls) -> ColumnElement[bool]:
        """Whether others may see it, as long as its user is active."""
        return and_(cls.is_active, cls.is_public)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Public and active ones, and the viewer's own; never one of an inactive user."""
        if viewer.is_super_admin:
            return true()
        return and_(
            or_(cls.is_published(), viewer.owns(cls.user_id)),
            cls.user.has(is_active=True),
        )
