"""Connections and pages in SQL: their parts, each a subquery of its own, cursors and all.

A part that is asked for reads its own slice of the list: a walk along an index, shorter than what
it would take to keep the rows and come back to them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, literal_column, or_, select

from db.copies import Copy
from db.order import Order
from db.window import Bound, Window
from planner.arguments import plain
from planner.forms import Pair
from planner.select import Writer, number
from planner.tree import Field, Selection, Unplanned
from resolvers.fields.declared import Carried, Connected
from resolvers.lists.connection import Arguments

E = ColumnElement[Any]
Begin = Callable[[], tuple[Copy, list[E]]]


@dataclass(frozen=True)
class Rows:
    """The rows of a list, in their order, for as many subqueries as its parts need."""

    begin: Begin
    """A mention of the table of its own, and what holds of its rows."""
    order: Order
    owner: Copy | None = None
    """Whose rows they are, of which the statement reads already."""

    def among(self, *columns: Any) -> tuple[Copy, Select[Any]]:
        """`columns`, made of the copy that comes with them, of all rows."""
        copy, conditions = self.begin()
        made = [column(copy) for column in columns]
        found = select(*made).select_from(copy.source).where(*conditions)
        return copy, found.correlate(self.owner.source if self.owner else None)


class Connection:
    """One window on a list."""

    def __init__(self, writer: Writer, rows: Rows, window: Window) -> None:
        self._writer = writer
        self._rows = rows
        self._window = window

    def object(self, selection: Selection) -> E:
        """The selected parts."""
        return self._writer.carrier(selection, self._part, self._rows.owner)

    def _part(self, part: Field) -> E:
        match carried(part):
            case "nodes":
                return self._items(lambda copy: self._writer.pairs(below(part), copy))
            case "edges":
                return self._items(lambda copy: self._edge(below(part), copy))
            case "page_info":
                return self._writer.carrier(below(part), self._info, self._rows.owner)
            case "total_count":
                _, counted = self._rows.among(lambda _copy: func.count())
                return counted.scalar_subquery()
        raise Unplanned("list")

    def _items(self, pairs: Callable[[Copy], list[Pair]]) -> E:
        """A list of objects of the window, in list order."""
        form = self._writer.form
        copy, conditions = self._rows.begin()
        rows = select(*form.columns(pairs(copy))).select_from(copy.source)
        if self._window.backwards:
            chosen = self._slice(lambda other: other.column("id"))
            rows = rows.where(copy.column("id").in_(chosen))
        else:
            rows = rows.where(*conditions, *self._bounds(copy)).limit(self._limit)
        rows = rows.order_by(*map(copy.moved, self._rows.order.by()))
        return form.many(rows.correlate(self._rows.owner.source if self._rows.owner else None))

    def _slice(self, column: Callable[[Copy], E], backwards: bool | None = None) -> Select[Any]:
        """A column of the rows in the window, in its own direction."""
        copy, rows = self._rows.among(column)
        by = self._rows.order.by(backwards=self._window.backwards)
        return rows.where(*self._bounds(copy)).order_by(*map(copy.moved, by)).limit(self._limit)

    def _bounds(self, copy: Copy) -> list[E]:
        return [copy.moved(bound) for bound in self._window.conditions(self._rows.order)]

    @property
    def _limit(self) -> E:
        return number(self._window.limit)

    def _edge(self, selection: Selection, copy: Copy) -> list[Pair]:
        def part(field: Field) -> E:
            match carried(field):
                case "cursor":
                    return self._cursor(copy)
                case "node":
                    pairs = self._writer.pairs(below(field), copy)
                    return self._writer.form.object(pairs, copy.source)
            raise Unplanned("list")

        return self._writer.parts(selection, part)

    def _cursor(self, copy: Copy) -> E:
        order = self._rows.order
        values = [copy.moved(key.column) for key in order.keys]
        return self._writer.form.cursor(order.name, values)

    def _info(self, part: Field) -> E:
        window = self._window
        match carried(part):
            case "start_cursor":
                return self._end(first=True)
            case "end_cursor":
                return self._end(first=False)
            case "has_next_page":
                return self._has(window.before, onward=True, cut=not window.backwards)
            case "has_previous_page":
                return self._has(window.after, onward=False, cut=window.backwards)
        raise Unplanned("list")

    def _end(self, *, first: bool) -> E:
        """The cursor of the first or the last row of the window."""
        order = self._rows.order
        copy, rows = self._rows.among(self._cursor)
        inside = self._slice(lambda other: other.column("id"))
        by = order.by(backwards=not first)
        rows = rows.where(copy.column("id").in_(inside)).order_by(*map(copy.moved, by))
        return rows.limit(number(1)).scalar_subquery()

    def _has(self, position: Any, *, onward: bool, cut: bool) -> E:
        """Whether rows lie beyond the window: cut off by its limit, or by a position."""
        beyond: list[E] = []
        if cut:
            rows = self._slice(lambda _copy: literal_column("1"))
            beyond.append(rows.limit(number(1)).offset(self._limit).exists())
        if position is not None:
            bound = Bound(position, onward)
            copy, found = self._rows.among(lambda _copy: literal_column("1"))
            condition = copy.moved(bound.condition(self._rows.order))
            beyond.append(found.where(condition).exists())
        return self._writer.form.leaf(or_(false(), *beyond))


class Page:
    """One numbered page of a list."""

    def __init__(self, writer: Writer, rows: Rows, page: int, size: int) -> None:
        self._writer = writer
        self._rows = rows
        self._page = page
        self._size = size

    def object(self, selection: Selection) -> E:
        """The selected parts."""
        return self._writer.carrier(selection, self._part, self._rows.owner)

    def _part(self, part: Field) -> E:
        match carried(part):
            case "items":
                return self._items(below(part))
            case "page":
                return number(self._page)
            case "size":
                return number(self._size)
            case "total":
                return self._count(func.count())
            case "pages":
                whole = (func.count() + number(self._size - 1)).self_group()
                return self._count(whole.op("/")(number(self._size)))
        raise Unplanned("list")

    def _items(self, selection: Selection) -> E:
        form = self._writer.form
        copy, conditions = self._rows.begin()
        rows = self._writer.rows(selection, copy, *conditions)
        rows = rows.order_by(*map(copy.moved, self._rows.order.by()))
        rows = rows.limit(number(self._size)).offset(number((self._page - 1) * self._size))
        return form.many(rows.correlate(None))

    def _count(self, count: E) -> E:
        _, counted = self._rows.among(lambda _copy: count)
        return counted.scalar_subquery()


def below(field: Field) -> Selection:
    """What is selected under a field of objects."""
    assert field.selection is not None
    return field.selection


def carried(field: Field) -> str | None:
    """The part of a list that a field is, as the list itself calls it."""
    return field.declared.attribute if isinstance(field.declared, Carried) else None


def nested(writer: Writer, field: Field, declared: Connected, row: Copy) -> E:
    """The connection of one row's related rows."""
    loaded = declared.relation
    rows = Rows(lambda: writer.related(loaded, row, declared.key), loaded.order, row)
    window = Arguments(**plain(field.definition, field.arguments)).window(loaded.order)
    return Connection(writer, rows, window).object(below(field))
