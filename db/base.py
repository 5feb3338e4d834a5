"""What every table shares: an id, instants, soft delete, folded copies of its text."""

import datetime as dt
from typing import Any, ClassVar, Self, cast

from sqlalchemy import Column, ColumnElement, Connection, Index, MetaData, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, Mapper, mapped_column

from db.types import Folded, Id, Instant, fold, new_id, now
from db.viewer import Viewer

MILLISECOND = dt.timedelta(milliseconds=1)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {dt.datetime: Instant}


class Entity(Base):
    """A row that is never deleted: deactivated rows disappear for all but super admins."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id, sort_order=-1)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    updated_at: Mapped[dt.datetime] = mapped_column(
        default=lambda context: context.get_current_parameters()["created_at"]
    )
    deactivated_at: Mapped[dt.datetime | None]

    written: ClassVar[bool] = False
    """Whether the row was made or changed since it was read."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.__dict__["written"] = True

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Which rows `viewer` may see: the one rule that every route to the entity asks."""
        raise NotImplementedError

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Which of the visible rows `viewer` may change."""
        raise NotImplementedError

    @classmethod
    def column(cls, name: str) -> Column[Any]:
        """The column `name`, as Core sees it."""
        return cast("Column[Any]", cls.__table__.columns[name])

    @classmethod
    def readable(cls) -> list[ColumnElement[Any]]:
        """The columns that a read returns: all but secrets and folded copies."""
        return [column for column in cls.__table__.columns if not column.info.get("internal")]

    def touch(self) -> None:
        """Advance `updated_at` by at least a millisecond, whatever the clock says."""
        self.updated_at = max(now(), self.updated_at + MILLISECOND)
        self.__dict__["written"] = True

    def change(self, values: dict[str, Any]) -> Self:
        """Set the columns in `values`; with none, nothing is written."""
        for name, value in values.items():
            setattr(self, name, value)
        if values:
            self.touch()
        return self

    def deactivate(self) -> Self:
        """Hide the row; a second time changes nothing."""
        if self.is_active:
            self.change({"is_active": False})
            self.deactivated_at = self.updated_at
        return self

    def restore(self) -> Self:
        """Bring the row back; a second time changes nothing."""
        if not self.is_active:
            self.change({"is_active": True, "deactivated_at": None})
        return self


def internal(column_type: Any, **options: Any) -> MappedColumn[Any]:
    """A column that reads never return: a secret, or a copy for comparing."""
    return mapped_column(column_type, info={"internal": True}, **options)


def folded(source: str) -> MappedColumn[Any]:
    """A copy of the column `source` for search, filters and orders, kept by `_fold`."""
    return mapped_column(Folded, info={"internal": True, "folds": source})


@event.listens_for(Entity, "before_insert", propagate=True)
@event.listens_for(Entity, "before_update", propagate=True)
def _fold(mapper: Mapper[Any], _connection: Connection, row: Entity) -> None:
    for column in mapper.columns:
        if source := column.info.get("folds"):
            text = getattr(row, source)
            setattr(row, str(column.key), None if text is None else fold(text))


def listing_indexes() -> tuple[Index, ...]:
    """The indexes that the pages of a listed entity walk along."""
    return (Index(None, "created_at", "id"), Index(None, "updated_at", "id"))


def nulls_last_indexes(table: str, column: str) -> tuple[Index, ...]:
    """Those of the two orders by a nullable column; SQLite sorts instead."""
    return tuple(
        Index(
            f"ix_{table}_{column}_{direction}",
            text(f"({column} {test})"),
            column,
            "id",
        )
        for direction, test in (("ascending", "IS NULL"), ("descending", "IS NOT NULL"))
    )


def search_index(table: str, *columns: str) -> Index:
    """Where `search` looks texts up, if PostgreSQL may have the extension pg_trgm."""
    return Index(
        f"ix_{table}_search",
        *columns,
        postgresql_using="gin",
        postgresql_ops=dict.fromkeys(columns, "gin_trgm_ops"),
        info={"optional": True},
    )
