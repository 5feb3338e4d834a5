"""Column types with one text form on both databases: ids, instants, enums, folded text."""

import datetime as dt
import enum
import uuid
from typing import Any, TypeAlias, cast

import uuid_utils
from sqlalchemy import (
    ColumnElement,
    Dialect,
    Enum,
    Row,
    String,
    Text,
    TypeDecorator,
    Uuid,
    bindparam,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine

Record: TypeAlias = Row[*tuple[Any, ...]]
"""A row of some columns, read outside the ORM."""

Id = Uuid(as_uuid=False).with_variant(String(36), "sqlite")
"""A UUID as its 36 lower-case characters, from the driver to the wire."""

Folded = Text().with_variant(Text(collation="C"), "postgresql")
"""Text prepared by `base.text` for comparing, bytewise."""


def new_id() -> str:
    """A UUID version 7 (RFC 9562 §5.7): in order of time, also within a millisecond."""
    return str(uuid_utils.uuid7())


def parse_id(text: str) -> str:
    """The canonical spelling of a UUID; ValueError for anything else (RFC 9562 §4)."""
    if len(text) != 36:
        raise ValueError("not a UUID")
    canonical = str(uuid.UUID(text))
    if canonical != text.lower():
        raise ValueError("not a UUID")
    return canonical


def now() -> dt.datetime:
    """This instant in UTC, to the millisecond, as it is stored and printed."""
    return to_milliseconds(dt.datetime.now(dt.UTC))


def to_milliseconds(instant: dt.datetime) -> dt.datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def format_instant(instant: dt.datetime) -> str:
    """RFC 3339 in UTC with three digits: `2026-01-31T12:00:00.000Z`."""
    utc = instant.astimezone(dt.UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds") + "Z"


class Instant(TypeDecorator[dt.datetime]):
    """An aware datetime: `timestamptz(3)` on PostgreSQL, RFC 3339 text on SQLite."""

    impl = String(24)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return TIMESTAMP(timezone=True, precision=3)
        return dialect.type_descriptor(String(24))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return format_instant(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return cast("dt.datetime", value).astimezone(dt.UTC)
        return dt.datetime.fromisoformat(value)


def this_instant() -> ColumnElement[dt.datetime]:
    """The instant at which a statement is asked, however long ago it was made."""
    return bindparam("now", None, Instant, unique=True, callable_=now)


def choice(values: type[enum.Enum], name: str) -> Enum:
    """An enum kept as its GraphQL name, with a CHECK constraint `name`."""
    return Enum(values, name=name, native_enum=False, create_constraint=True, length=20)
