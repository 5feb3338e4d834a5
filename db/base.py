"""What every table shares: an id, instants, soft delete, copies of its texts for comparing."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Self, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    String,
    Text,
    event,
    orm,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column

from base.text import nfc
from db.belonging import Belonging
from db.derived import derivations
from db.types import Id, Instant, new_id, now
from db.viewer import Viewer

ASCII = {"ascii": True}
"""The `info` of a text column that holds words of the code alone, and needs no folded copy."""
MILLISECOND = dt.timedelta(milliseconds=1)
CHANGED = "changed"
"""Where a session of the ORM keeps what was changed in it: once written, it forgets that."""


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

    aliases: ClassVar[Mapping[str, str]] = {}
    """Columns by the names that clients have for them, where those are others."""

    belongs_to: ClassVar[Belonging]
    """Whose a row is; an entity that does not say so stops the start."""

    topic: ClassVar[str | None] = None
    """What a change is told under, with `{owner}` or `{id}` in it; None where nobody follows it."""

    written: ClassVar[bool] = False
    """Whether the row was made or changed since it was read."""

    def __init_subclass__(cls, **options: Any) -> None:
        if not hasattr(cls, "belongs_to"):
            raise LookupError(f"{cls.__name__} says not whose its rows are: see db/belonging.py")
        super().__init_subclass__(**options)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.__dict__["written"] = True

    @classmethod
    def visible_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Which rows `viewer` may see: the one rule that every route to the entity asks."""
        raise NotImplementedError

    @classmethod
    def editable_by(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Which of the visible rows `viewer` may change: their own, and super admins all."""
        return true() if viewer.is_super_admin else cls.belongs_to.owned_by(cls, viewer)

    @classmethod
    def topic_of(cls, *, id: str | None = None, owner: str | None = None) -> str:
        """What a change of the row `id`, or of any row of `owner`, is told under."""
        if cls.topic is None:
            raise LookupError(f"nobody follows {cls.__name__}")
        return cls.topic.format(id=id, owner=owner)

    @classmethod
    def column(cls, name: str) -> Column[Any]:
        """The column `name`, or which clients call so, as Core sees it."""
        return cast("Column[Any]", cls.__table__.columns[cls.aliases.get(name, name)])

    @classmethod
    def readable(cls) -> list[ColumnElement[Any]]:
        """The columns that a read returns: all but secrets and copies for comparing."""
        return [column for column in cls.__table__.columns if not column.info.get("internal")]

    @classmethod
    def derived(cls, values: Mapping[str, Any]) -> dict[str, str]:
        """What the columns that are made from others hold in a row with `values`."""
        return {
            name: derivation.make(*(values.get(source) for source in derivation.sources))
            for name, derivation in derivations(cls).items()
        }

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """`values` in the form in which they are stored, and the copies that are made of them.

        KeyError where a copy is made of one of them and of another column, which is not there.
        """
        texts = _text_columns(cls)
        found = {
            name: nfc(value) if value and name in texts else value for name, value in values.items()
        }
        for name in cls.copied(values):
            derivation = derivations(cls)[name]
            found[name] = derivation.make(*(found[source] for source in derivation.sources))
        return found

    @classmethod
    def copied(cls, names: Iterable[str]) -> set[str]:
        """The copies that are made of any of the columns `names`."""
        given = set(names)
        return {
            name
            for name, derivation in derivations(cls).items()
            if not given.isdisjoint(derivation.sources)
        }

    @classmethod
    def copied_with(cls, names: Iterable[str]) -> set[str]:
        """The columns besides `names` of which the same copies are made."""
        given, copies = set(names), derivations(cls)
        return {source for name in cls.copied(given) for source in copies[name].sources} - given

    def derive(self) -> Self:
        """Bring every text into the form in which it is stored, and make the copies."""
        copies = derivations(type(self))
        sources = {source for item in copies.values() for source in item.sources}
        names = sources.union(_text_columns(type(self)))
        for name, value in self.stored({name: getattr(self, name) for name in names}).items():
            if value is not None or name in copies:
                setattr(self, name, value)
        return self

    def touch(self) -> None:
        """Advance `updated_at` by at least a millisecond, whatever the clock says."""
        self.updated_at = max(now(), self.updated_at + MILLISECOND)
        self.__dict__["written"] = True
        if (session := orm.object_session(self)) is not None:
            session.info.setdefault(CHANGED, set()).add(self)

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


@cache
def _text_columns(entity: type[Entity]) -> list[str]:
    """The columns that hold texts as people write them."""
    columns = entity.__table__.columns
    texts = [column for column in columns if type(column.type) in (String, Text)]
    return [column.name for column in texts if "derivation" not in column.info]


@event.listens_for(Entity, "before_insert", propagate=True)
@event.listens_for(Entity, "before_update", propagate=True)
def _derive(_mapper: Mapper[Any], _connection: Connection, row: Entity) -> None:
    row.derive()


def changed(session: orm.Session) -> set[Entity]:
    """The rows that were changed in a session, whether they are written already or not."""
    found: set[Entity] = session.info.get(CHANGED, set())
    return found
