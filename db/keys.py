"""Many keys in one parameter, so that the text of a statement never varies with their number."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY


def among(
    connection: Connection, owner: ColumnElement[Any], keys: Sequence[str]
) -> ColumnElement[bool]:
    """`owner` is one of `keys`."""
    if can_walk(connection):
        return owner == any_(_array(owner, keys))
    rows = func.json_each(bindparam("keys", json.dumps(list(keys)))).table_valued("value")
    return owner.in_(select(rows.c.value))


def can_walk(connection: Connection) -> bool:
    """Whether `walk` is understood: by PostgreSQL."""
    return connection.dialect.name == "postgresql"


def walk(
    owner: ColumnElement[Any], keys: Sequence[str], statement: Select[Any]
) -> tuple[FromClause, FromClause]:
    """`statement`, an ordered and limited one, for each of `keys` on its own.

    Both go into one FROM clause. An index on `owner` and the order is then read for no more rows
    than the limit, however many a key has.
    """
    asked = func.unnest(_array(owner, keys)).table_valued("key").render_derived()
    return asked, statement.where(owner == asked.c.key).lateral()


def _array(owner: ColumnElement[Any], keys: Sequence[str]) -> ColumnElement[Any]:
    return bindparam("keys", list(keys), ARRAY(owner.type))
