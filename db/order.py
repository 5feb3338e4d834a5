"""Orders of a list, total and the same on both databases.

Nulls come last in both directions, and ties are broken by id in the direction of the last key.
A nullable column is ordered by whether it is null first, and then by itself, both in one direction:
so a page begins with one row comparison, which an index on the same expressions answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, and_, bindparam, false, literal, or_, true, tuple_
from sqlalchemy.sql.elements import UnaryExpression

from db.models import Entity
from db.types import Record

Position = tuple[Any, ...]
"""The sort values of a row, its id last."""


@dataclass(frozen=True)
class Key:
    """One column of an order, or an expression with a name."""

    column: ColumnElement[Any]
    descending: bool = False
    expression: str | None = None

    @property
    def name(self) -> str:
        return self.expression or cast("Column[Any]", self.column).name

    @property
    def nullable(self) -> bool:
        return self.expression is None and bool(cast("Column[Any]", self.column).nullable)

    @property
    def label(self) -> str:
        """The name under which a select returns this key's value."""
        return f"_key_{self.name}"

    @property
    def parts(self) -> list[ColumnElement[Any]]:
        """What is compared: the column, after whether it is null if it may be."""
        if not self.nullable:
            return [self.column]
        return [nulls_last(self.column, descending=self.descending), self.column]

    def values(self, value: Any) -> list[ColumnElement[Any]]:
        """What the parts are compared with, for the sort value of a row."""
        if not self.nullable:
            return [self.bind(value)]
        return [literal((value is None) != self.descending), self.bind(value)]

    def bind(self, value: Any) -> ColumnElement[Any]:
        return bindparam(None, value, self.column.type, unique=True)

    def by(self, *, backwards: bool = False) -> list[UnaryExpression[Any]]:
        """This key in an ORDER BY clause, or its exact mirror."""
        if self.descending != backwards:
            return [part.desc() for part in self.parts]
        return [part.asc() for part in self.parts]


Pair = tuple[Key, Any]


class Order:
    """The sort keys of a list, ended by the id."""

    def __init__(self, entity: type[Entity], keys: Sequence[Key]) -> None:
        distinct: dict[str, Key] = {}
        for key in (*keys, Key(entity.column("id"), keys[-1].descending)):
            distinct.setdefault(key.name, key)  # a column named again decides nothing
        self.keys = tuple(distinct.values())
        *named, tie = self.keys
        if tie.descending != named[-1].descending:
            named.append(tie)
        directions = (f"{key.name}{'-' if key.descending else '+'}" for key in named)
        self.name = f"{entity.__tablename__}:{','.join(directions)}"

    def by(self, *, backwards: bool = False) -> list[UnaryExpression[Any]]:
        """The ORDER BY clause, or its exact mirror."""
        return [part for key in self.keys for part in key.by(backwards=backwards)]

    def labelled(self) -> list[ColumnElement[Any]]:
        """The columns to select besides a row's own, for `position`."""
        return [key.column.label(key.label) for key in self.keys]

    def position(self, row: Record) -> Position:
        return tuple(getattr(row, key.label) for key in self.keys)

    def after(self, position: Position, *, inclusive: bool = False) -> ColumnElement[bool]:
        """The rows that come after `position`."""
        return self._beyond(position, forward=True, inclusive=inclusive)

    def before(self, position: Position, *, inclusive: bool = False) -> ColumnElement[bool]:
        """The rows that come before `position`."""
        return self._beyond(position, forward=False, inclusive=inclusive)

    def _beyond(self, position: Position, *, forward: bool, inclusive: bool) -> ColumnElement[bool]:
        one_way = len({key.descending for key in self.keys}) == 1
        if one_way and None not in position:
            return _compare_rows(self._pairs(position), forward=forward, inclusive=inclusive)
        return and_(
            _compare_leading(*self._pairs(position)[0], forward=forward),
            self._compare_keys(position, forward=forward, inclusive=inclusive),
        )

    def _compare_keys(
        self, position: Position, *, forward: bool, inclusive: bool
    ) -> ColumnElement[bool]:
        """Beyond in some key, and equal in all before it."""
        equal: list[ColumnElement[bool]] = []
        branches = []
        for key, value in self._pairs(position):
            branches.append(and_(*equal, _beyond(key, value, forward=forward)))
            equal.append(key.column.is_(None) if value is None else key.column == key.bind(value))
        if inclusive:
            branches.append(and_(*equal))
        return or_(*branches)

    def _pairs(self, position: Position) -> list[Pair]:
        return list(zip(self.keys, position, strict=True))


def nulls_last(column: ColumnElement[Any], *, descending: bool) -> ColumnElement[bool]:
    """What to order by before a nullable column, in its direction."""
    return column.is_not(None) if descending else column.is_(None)


def _compare_rows(
    pairs: Sequence[Pair], *, forward: bool, inclusive: bool = True
) -> ColumnElement[bool]:
    """One row comparison, which walks along an index on the keys; no value is null."""
    columns = tuple_(*(part for key, _ in pairs for part in key.parts))
    values = tuple_(*(bound for key, value in pairs for bound in key.values(value)))
    if pairs[0][0].descending != forward:
        return columns >= values if inclusive else columns > values
    return columns <= values if inclusive else columns < values


def _compare_leading(key: Key, value: Any, *, forward: bool) -> ColumnElement[bool]:
    """What holds of the first key in any case, so that an index on it narrows the search."""
    if value is not None:
        return _compare_rows([(key, value)], forward=forward)
    return key.column.is_(None) if forward else true()


def _beyond(key: Key, value: Any, *, forward: bool) -> ColumnElement[bool]:
    column = key.column
    if value is None:
        return false() if forward else column.is_not(None)
    beyond = column > key.bind(value) if key.descending != forward else column < key.bind(value)
    return or_(beyond, column.is_(None)) if forward and key.nullable else beyond
