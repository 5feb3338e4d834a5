"""Places that profiles share: each exists once."""

import json

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import (
    Entity,
    derived,
    folded,
    listing_indexes,
    nulls_last_indexes,
    search_index,
    searched,
)
from db.text import unique_key
from db.viewer import Viewer

PARTS = ("country", "state_province", "city", "postal_code")


def place_key(*parts: str | None) -> str:
    """What makes two places the same: all four parts, case and spacing apart, nulls equal."""
    return json.dumps(
        [" ".join(unique_key(part or "").split()) for part in parts], ensure_ascii=False
    )


class Location(Entity):
    __tablename__ = "locations"
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

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Active ones."""
        return true() if viewer.is_super_admin else cls.is_active.is_(True)

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Anyone whom the policy lets call the mutation: places belong to nobody."""
        return true()
