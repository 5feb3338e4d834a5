"""Positions that the person behind a profile holds or held."""

import datetime as dt

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, and_, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Entity, folded, searched
from db.index import listing_indexes, nulls_last_indexes, search_index
from db.profile import Profile
from db.types import Id
from db.viewer import Viewer


class Job(Entity):
    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("end_date >= start_date", name="end_not_before_start"),
        Index(None, "profile_id", "start_date", "id"),
        Index(None, "title_folded", "id"),
        Index(None, "company_folded", "id"),
        Index(None, "company_folded", "created_at", "id"),
        *listing_indexes(),
        *nulls_last_indexes("jobs", "start_date"),
        *nulls_last_indexes("jobs", "end_date"),
        search_index("jobs"),
    )

    profile_id: Mapped[str] = mapped_column(Id, ForeignKey("profiles.id"))
    title: Mapped[str] = mapped_column(String(150))
    title_folded: Mapped[str] = folded("title")
    company: Mapped[str] = mapped_column(String(150))
    company_folded: Mapped[str] = folded("company")
    industry: Mapped[str | None] = mapped_column(String(100))
    industry_folded: Mapped[str | None] = folded("industry")
    search_text: Mapped[str] = searched("title", "company", "industry")
    start_date: Mapped[dt.date | None]
    end_date: Mapped[dt.date | None]

    profile: Mapped[Profile] = relationship(lazy="raise")

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Active ones of visible profiles."""
        if viewer.is_super_admin:
            return true()
        return and_(cls.is_active, cls.profile.has(Profile.visible_to(viewer)))

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        return cls.profile.has(Profile.editable_by(viewer))
