"""Positions that the person behind a profile holds or held."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Index, String, and_, true
from sqlalchemy.orm import Mapped, mapped_column

from db.derived import folded, searched
from db.detail import Detail
from db.index import listing_indexes, nulls_last_indexes, search_index
from db.profile import Profile
from db.viewer import Viewer


class Job(Detail):
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

    title: Mapped[str] = mapped_column(String(150))
    title_folded: Mapped[str] = folded("title")
    company: Mapped[str] = mapped_column(String(150))
    company_folded: Mapped[str] = folded("company")
    industry: Mapped[str | None] = mapped_column(String(100))
    industry_folded: Mapped[str | None] = folded("industry")
    search_text: Mapped[str] = searched("title", "company", "industry")
    start_date: Mapped[dt.date | None]
    end_date: Mapped[dt.date | None]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Active ones of visible profiles."""
        if viewer.is_super_admin:
            return true()
        return and_(cls.is_active, cls.profile.has(Profile.visible_to(viewer)))

    @classmethod
    def left_of(cls, _profile: Any, viewer: Viewer) -> ColumnElement[bool]:
        """What is left to ask of the jobs of a profile that the viewer sees."""
        return true() if viewer.is_super_admin else cls.is_active.is_(True)
