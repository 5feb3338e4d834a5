"""Places that profiles share: each exists once."""

import json
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from base.text import unique_key
from db.base import Entity
from db.belonging import ToNobody
from db.derived import derived, folded, internal, searched
from db.index import listing_indexes, nulls_last_indexes, search_index
from db.profile import Profile
from db.viewer import Viewer

PARTS = ("country", "state_province", "city", "postal_code")


def place_key(*parts: str | None) -> str:
    """What makes two places the same: all four parts, case and spacing apart, nulls equal."""
    return json.dumps(
        [" ".join(unique_key(part or "").split()) for part in parts], ensure_ascii=False
    )


class Location(Entity):
    __tablename__ = "locations"
    belongs_to = ToNobody()
    topic = "location {id}"
    __table_args__ = (
        UniqueConstraint("place_key"),
        Index(None, "country_folded", "id"),
        Index(None, "city_folded", "id"),
        *listing_indexes(),
        *nulls_last_indexes("locations", "city_folded"),
        search_index("locations"),
    )

    country: Mapped[str] = mapped_column(String(100))
    country_folded: Mapped[str] = folded("country")
    state_province: Mapped[str | None] = mapped_column(String(100))
    state_province_folded: Mapped[str | None] = folded("state_province")
    city: Mapped[str | None] = mapped_column(String(100))
    city_folded: Mapped[str | None] = folded("city")
    postal_code: Mapped[str | None] = mapped_column(String(20))
    postal_code_folded: Mapped[str | None] = folded("postal_code")
    place_key: Mapped[str] = derived(place_key, *PARTS)
    search_text: Mapped[str] = searched("country", "city")
    is_offered: Mapped[bool] = internal(Boolean, default=False, server_default=false())
    """Whether a super admin named it by itself, for everybody to choose."""

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Active ones that a super admin offers, or that a profile shows which they may see."""
        if viewer.is_super_admin:
            return true()
        shown = or_(cls.is_offered, cls._is_shown())
        own = cls._here().where(viewer.owns(Profile.user_id))
        return and_(cls.is_active, or_(own.exists(), shown) if viewer.is_signed_in else shown)

    @classmethod
    def open_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """What is left to ask of the place of a profile that the viewer sees."""
        return true() if viewer.is_super_admin else cls.is_active.is_(True)

    @classmethod
    def _here(cls) -> Select[Any]:
        """True for each profile that refers to a place."""
        return select(true()).where(Profile.location_id == cls.id).correlate(cls)

    @classmethod
    def _is_shown(cls) -> ColumnElement[bool]:
        """Whether a profile that everybody sees refers to a place.

        LIMIT keeps PostgreSQL from reading all profiles at once to answer for a few places.
        """
        published = cls._here().where(Profile.is_published(), Profile.user.has(is_active=True))
        return func.coalesce(published.limit(1).scalar_subquery(), false())

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Anyone whom the policy lets call the mutation: places belong to nobody."""
        return true()
