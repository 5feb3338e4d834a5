"""Keyset pagination: a window on a list, stable while rows come and go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from db.keys import can_walk, walk
from db.order import Order, Position
from db.types import Record

FEW = 32


@dataclass(frozen=True)
class Window:
    """The first `limit` rows between two positions, or the last ones."""

    limit: int
    backwards: bool = False
    after: Position | None = None
    before: Position | None = None

    def conditions(self, order: Order) -> list[ColumnElement[bool]]:
        """The rows between the two positions."""
        bounds = []
        if self.after is not None:
            bounds.append(order.after(self.after))
        if self.before is not None:
            bounds.append(order.before(self.before))
        return bounds


@dataclass(frozen=True)
class Bound:
    """All rows from a position on, or all up to it, the position included."""

    position: Position
    onward: bool

    @property
    def nearest(self) -> Window:
        """The row of them that is next to the position: the quickest to find."""
        return Window(1, backwards=not self.onward)

    def condition(self, order: Order) -> ColumnElement[bool]:
        if self.onward:
            return order.after(self.position, inclusive=True)
        return order.before(self.position, inclusive=True)


@dataclass(frozen=True)
class Slice:
    """The rows of a window in list order; `more` where the limit cut others off."""

    rows: Sequence[Record]
    more: bool

    @classmethod
    def of(cls, found: Sequence[Record], window: Window) -> "Slice":
        """`found`: up to one row beyond the limit, in the direction of the window."""
        rows = found[: window.limit]
        return cls(rows[::-1] if window.backwards else rows, len(found) > window.limit)


@dataclass(frozen=True)
class Owners:
    """Other rows by their `ids`, one of which each row of a list holds in `column`."""

    column: ColumnElement[Any]
    ids: Select[Any]


def read(
    connection: Connection,
    statement: Select[Any],
    order: Order,
    window: Window,
    owners: Owners | None = None,
    execution: Mapping[str, Any] | None = None,
) -> Slice:
    """The rows of `statement` that are in `window`; `execution`: how it is run.

    Where all belong to one of FEW `owners`, they are read owner by owner: PostgreSQL cannot know
    that a place, say, is where a million people live, and would sort them all.
    """
    paged = (
        statement.add_columns(*order.labelled())
        .where(*window.conditions(order))
        .order_by(*order.by(backwards=window.backwards))
        .limit(window.limit + 1)
    )
    if owners is not None and can_walk(connection):
        few = owners.ids.limit(FEW + 1)
        ids = connection.scalars(few, execution_options=execution).all()
        if len(ids) <= FEW:
            paged = _merge(owners.column, ids, paged, order, window)
    return Slice.of(connection.execute(paged, execution_options=execution).all(), window)


def _merge(
    owner: ColumnElement[Any], ids: Sequence[str], paged: Select[Any], order: Order, window: Window
) -> Select[Any]:
    """The rows of a page from those of every owner; the keys of `order` are never null."""
    asked, each = walk(owner, ids, paged)
    by = (
        each.c[key.label].desc() if key.descending != window.backwards else each.c[key.label].asc()
        for key in order.keys
    )
    return select(*each.c).select_from(asked, each).order_by(*by).limit(window.limit + 1)
