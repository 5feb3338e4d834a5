"""Everything about one person, made when they ask for it, and gone after a day."""

import datetime as dt
import enum

from sqlalchemy import ColumnElement, Enum, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Entity
from db.belonging import By, Through
from db.derived import internal
from db.types import Id
from db.viewer import Viewer


class DataExportStatus(enum.Enum):
    """How far it has come."""

    PENDING = "PENDING"
    READY = "READY"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


class DataExport(Entity):
    """Asked for, and then made beside the requests (`server/exporting.py`)."""

    __tablename__ = "data_exports"
    belongs_to = By("user_id")
    __table_args__ = (Index(None, "user_id", "created_at", "id"), Index(None, "status", "due_at"))

    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"))
    status: Mapped[DataExportStatus] = mapped_column(
        Enum(DataExportStatus, native_enum=False, create_constraint=False, length=20),
        default=DataExportStatus.PENDING,
    )
    due_at: Mapped[dt.datetime]
    """When it is made, or while it is being made, when another process may begin it anew."""
    attempts: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[dt.datetime | None]

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """The viewer's own, and nobody else's: super admins ask for them, and do not read them."""
        return viewer.owns(cls.user_id)


class DataExportPart(Entity):
    """A piece of the JSON, in order."""

    __tablename__ = "data_export_parts"
    belongs_to = Through("data_export")
    __table_args__ = (UniqueConstraint("data_export_id", "number"),)

    data_export_id: Mapped[str] = mapped_column(Id, ForeignKey("data_exports.id"))
    number: Mapped[int]
    content: Mapped[str] = internal(Text)

    data_export: Mapped[DataExport] = relationship(lazy="raise")
