"""The factory of loaders: a relation is declared once and batched for any number of parents.

A relation says which rows belong to a key: the entity, the column that holds the key, and for
lists which rows count and in which order. One statement answers one batch, whatever its size.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from db.copies import Copy, LeftOf, Rule
from db.keys import among, can_walk, walk
from db.models import Entity
from db.order import Key, Order
from db.search import equals
from db.types import Record
from db.viewer import Viewer
from db.window import Bound, Slice, Window

Groups = defaultdict[str, list[Record]]


@dataclass(frozen=True, eq=False)
class One:
    """At most one row of `entity` for each value of the column `key`.

    With `implied`, whoever sees the parent sees the row, by the rule of the parent's entity; it
    is then read without asking again, so that a non-null field cannot vanish in between.
    `narrowed` takes away rows that the viewer may see, but not through this relation.
    """

    entity: type[Entity]
    key: str = "id"
    implied: bool = False
    narrowed: Rule | None = None

    def __call__(
        self, connection: Connection, viewer: Viewer, keys: Sequence[str]
    ) -> list[Record | None]:
        """The visible row of each key, or None."""
        rows = Copy(self.entity)
        conditions = [among(connection, rows.column(self.key), keys), *self.rules(rows, viewer)]
        statement = select(*self.entity.readable()).where(*conditions)
        found = {getattr(row, self.key): row for row in connection.execute(statement)}
        return [found.get(key) for key in keys]

    def rules(self, rows: Copy, viewer: Viewer) -> list[ColumnElement[bool]]:
        """What holds of the row of any key, in `rows`."""
        conditions = [] if self.implied else [rows.visible_to(viewer)]
        if self.narrowed is not None:
            conditions.append(rows.rule(self.narrowed, viewer))
        return conditions


@dataclass(frozen=True, eq=False)
class Many:
    """The rows of `entity` for each value of the column `key`, in the order of `keys`.

    Active ones for everybody, or without `active_only` whatever the viewer may see; `narrowed` as
    in `One`. `left`: the rest of the rule, where the statement has asked for the parent already.
    """

    entity: type[Entity]
    key: str
    keys: tuple[Key, ...]
    active_only: bool = True
    narrowed: Rule | None = None
    left: LeftOf | None = None

    @property
    def order(self) -> Order:
        return Order(self.entity, self.keys)

    @property
    def owner(self) -> ColumnElement[Any]:
        return self.entity.column(self.key)

    def rules(
        self, rows: Copy, viewer: Viewer, parent: Copy | None = None
    ) -> list[ColumnElement[bool]]:
        """What holds of the rows of any key, in `rows`; `parent`: that of all, which is seen."""
        if parent is not None and self.left is not None:
            conditions = [rows.left_of(parent, self.left, viewer)]
        else:
            conditions = [rows.visible_to(viewer)]
        if self.active_only:
            conditions.append(rows.column("is_active").is_(True))
        if self.narrowed is not None:
            conditions.append(rows.rule(self.narrowed, viewer))
        return conditions

    def _conditions(self, viewer: Viewer) -> list[ColumnElement[bool]]:
        return self.rules(Copy(self.entity), viewer)

    def _group(self, rows: Sequence[Record]) -> Groups:
        groups: Groups = defaultdict(list)
        for row in rows:
            groups[getattr(row, self.key)].append(row)
        return groups

    def __call__(
        self,
        connection: Connection,
        viewer: Viewer,
        keys: Sequence[str],
        first: int | None = None,
        **equal: str,
    ) -> list[Sequence[Record]]:
        """The visible rows of each key: the `first` of them, with text columns as in `equal`."""
        conditions = self._conditions(viewer)
        conditions += [equals(self.entity, name, text) for name, text in equal.items()]
        if first is not None:
            window = Window(first)
            groups = self._within(connection, keys, conditions, window)
            return [Slice.of(groups[key], window).rows for key in keys]
        conditions.append(among(connection, self.owner, keys))
        statement = select(*self.entity.readable()).where(*conditions).order_by(*self.order.by())
        groups = self._group(connection.execute(statement).all())
        return [groups[key] for key in keys]

    def slices(
        self, connection: Connection, viewer: Viewer, keys: Sequence[str], window: Window
    ) -> list[Slice]:
        """The same window on the visible rows of each key."""
        conditions = [*self._conditions(viewer), *window.conditions(self.order)]
        groups = self._within(connection, keys, conditions, window)
        return [Slice.of(groups[key], window) for key in keys]

    def counts(self, connection: Connection, viewer: Viewer, keys: Sequence[str]) -> list[int]:
        """How many visible rows each key has."""
        conditions = [among(connection, self.owner, keys), *self._conditions(viewer)]
        statement = select(self.owner, func.count()).where(*conditions).group_by(self.owner)
        found: dict[str, int] = {row[0]: row[1] for row in connection.execute(statement)}
        return [found.get(key, 0) for key in keys]

    def any(
        self, connection: Connection, viewer: Viewer, keys: Sequence[str], bound: Bound
    ) -> list[bool]:
        """Whether each key has a visible row within `bound`."""
        conditions = [*self._conditions(viewer), bound.condition(self.order)]
        groups = self._within(connection, keys, conditions, bound.nearest)
        return [bool(groups[key]) for key in keys]

    def _within(
        self,
        connection: Connection,
        keys: Sequence[str],
        conditions: list[ColumnElement[bool]],
        window: Window,
    ) -> Groups:
        """Up to one row beyond the window's limit for each key, in its direction.

        PostgreSQL walks along an index for each key; SQLite, which cannot, numbers all rows.
        """
        by = self.order.by(backwards=window.backwards)
        columns = [*self.entity.readable(), *self.order.labelled()]
        numbered: FromClause
        if can_walk(connection):
            number = func.row_number().over(order_by=by).label("_number")
            each = select(*columns, number).where(*conditions).order_by(*by)
            asked, numbered = walk(self.owner, keys, each.limit(window.limit + 1))
            statement = select(*_named(numbered, columns)).select_from(asked, numbered)
        else:
            number = func.row_number().over(partition_by=self.owner, order_by=by).label("_number")
            chosen = among(connection, self.owner, keys)
            numbered = select(*columns, number).where(chosen, *conditions).subquery()
            reached = numbered.c["_number"] <= window.limit + 1
            statement = select(*_named(numbered, columns)).where(reached)
        found = connection.execute(statement.order_by(numbered.c["_number"]))
        return self._group(found.all())


def _named(rows: FromClause, columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [rows.c[str(column.key)] for column in columns]
