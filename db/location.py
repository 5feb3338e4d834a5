"""Places that profiles share: each exists once."""

import json
from typing import Any

from sqlalchemy import (
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
from db.derived import derived, folded, searched
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

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Active ones, but not those to which hidden profiles alone refer."""
        if viewer.is_super_admin:
            return true()
        found = func.coalesce(
            cls._first_here(true(), Profile.is_published(), Profile.user.has(is_active=True)),
            cls._first_here(false()),
            true(),
        )
        own = cls._here(true()).where(viewer.owns(Profile.user_id))
        return and_(cls.is_active, or_(own.exists(), found) if viewer.is_signed_in else found)

    @classmethod
    def open_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """What is left to ask of the place of a profile that the viewer sees."""
        return true() if viewer.is_super_admin else cls.is_active.is_(True)

    @classmethod
    def _here(cls, value: ColumnElement[bool]) -> Select[Any]:
        """`value` for each profile that refers to a place."""
        return select(value).where(Profile.location_id == cls.id).correlate(cls)

    @classmethod
    def _first_here(
        cls, value: ColumnElement[bool], *conditions: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        """`value`, or null where no profile that refers to a place meets the conditions.

        LIMIT keeps PostgreSQL from reading all profiles at once to answer for a few places.
        """
        return cls._here(value).where(*conditions).limit(1).scalar_subquery()

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Anyone whom the policy lets call the mutation: places belong to nobody."""
        return true()
