"""Filters: a tree of conditions, as plain values, made into one SQL condition.

Every part of it is true or false and never null, so that `not` is the exact complement.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, false, not_, or_, select, true

from base.errors import BadUserInput
from base.naming import camel
from base.text import is_storable
from db.models import Entity
from db.search import comparable, folded_operand
from db.viewer import Viewer
from db.window import Owners

Operator = Callable[[Any, Any], ColumnElement[bool]]

JUNCTIONS = {"and", "or", "not"}
DEEPEST = 12
"""Levels of a filter: SQLite's parser takes a hundred open brackets, of them a few for each."""

OPERATORS: Mapping[str, Operator] = {
    "eq": operator.eq,
    "in_": lambda column, values: column.in_(values) if values else false(),
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "contains": lambda column, value: column.contains(value, autoescape=True),
    "starts_with": lambda column, value: column.startswith(value, autoescape=True),
}
"""The operands of a filter on one column, `is_null` apart."""


@dataclass(frozen=True)
class Related:
    """Rows of `entity` that are tied to a row by `on`; of them those that `visible` leaves.

    `visible` has no default: `implied` is said where it is meant.
    `key`: the column that holds the id of the related row, if an index has it and `created_at`.
    """

    entity: type[Entity]
    on: ColumnElement[bool]
    visible: Callable[[Viewer], ColumnElement[bool]]
    key: str | None = None


def implied(_viewer: Viewer) -> ColumnElement[bool]:
    """Whoever sees the row sees all that is tied to it, by the rule of the row's entity."""
    return true()


Relations = Mapping[str, Related]
Allow = Callable[[type[Entity], str], None]
"""Refuses a column or relation that the viewer may not read."""


MOST_KEPT = 12
"""Values of a filter whose statement is worth keeping compiled."""
MOST_KEPT_CHARACTERS = 1_000
"""Characters of them together."""


def is_worth_keeping(values: Mapping[str, Any]) -> bool:
    """Whether a filter is one that clients send again, and not of a size of its own.

    A compiled statement keeps the values that it was compiled with, and clients make the shapes.
    """
    count, characters, waiting = 0, 0, list(values.values())
    while waiting and count <= MOST_KEPT and characters <= MOST_KEPT_CHARACTERS:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, Sequence) and not isinstance(value, str):
            waiting += value
        else:
            count += 1
            characters += len(value) if isinstance(value, str) else 0
    return not waiting and count <= MOST_KEPT and characters <= MOST_KEPT_CHARACTERS


@dataclass
class Filter:
    """Reads one filter."""

    viewer: Viewer
    allow: Allow
    owners: Owners | None = None
    """What every row that meets the filter belongs to, if it says so."""

    def condition(
        self,
        entity: type[Entity],
        values: Mapping[str, Any],
        relations: Relations,
        *path: str,
    ) -> ColumnElement[bool]:
        """The rows of `entity` that meet everything in `values`; none there, all of them.

        Raises BadUserInput for a null operand, text that cannot be stored, or too many levels.
        """
        return and_(
            true(),
            *(
                self._part(entity, name, value, relations, *path, name.rstrip("_"))
                for name, value in values.items()
            ),
        )

    def _part(
        self, entity: type[Entity], name: str, value: Any, relations: Relations, *path: str
    ) -> ColumnElement[bool]:
        _refuse_null(value, *path)
        if sum(step in JUNCTIONS for step in path) > DEEPEST:
            sentence = f"A filter nests `and`, `or` and `not` {DEEPEST} levels deep at most."
            raise BadUserInput(sentence, argument="filter")
        match name:
            case "and_":
                return and_(true(), *self._each(entity, value, relations, *path))
            case "or_":
                return or_(false(), *self._each(entity, value, relations, *path))
            case "not_":
                return not_(self.condition(entity, value, relations, *path))
        self.allow(entity, name)
        if name in relations:
            return self._related(entity, relations[name], value, *path)
        operands = value.items()
        return and_(true(), *(self._compare(entity, name, *item, *path) for item in operands))

    def _each(
        self,
        entity: type[Entity],
        items: Sequence[Mapping[str, Any]],
        relations: Relations,
        *path: str,
    ) -> list[ColumnElement[bool]]:
        return [
            self.condition(entity, item, relations, *path, str(index))
            for index, item in enumerate(items)
        ]

    def _related(
        self, entity: type[Entity], related: Related, values: Mapping[str, Any], *path: str
    ) -> ColumnElement[bool]:
        """At least one visible related row meets `values`."""
        condition = self.condition(related.entity, values, {}, *path)
        if related.key is not None and len(path) == 2:  # a part of the whole filter
            ids = select(related.entity.column("id")).where(related.visible(self.viewer), condition)
            self.owners = Owners(entity.column(related.key), ids)
        rows = select(1).select_from(related.entity)
        return rows.where(related.on, related.visible(self.viewer), condition).exists()

    def _compare(
        self, entity: type[Entity], name: str, operand: str, value: Any, *path: str
    ) -> ColumnElement[bool]:
        at = (*path, operand.rstrip("_"))
        _refuse_null(value, *at)
        column = entity.column(name)
        if operand == "is_null":
            return column.is_(None) if value else column.is_not(None)
        compared: ColumnElement[Any] = column
        if type(column.type) is String:
            compared, value = comparable(entity, name), _fold(entity, name, value, *at)
        result = OPERATORS[operand](compared, value)
        return and_(column.is_not(None), result) if column.nullable else result


def _fold(entity: type[Entity], name: str, value: Any, *path: str) -> Any:
    if isinstance(value, list):
        return [_fold(entity, name, item, *path) for item in value]
    if not is_storable(value):
        raise BadUserInput(f"`{_dotted(path)}` is not valid text.", argument=_dotted(path))
    return folded_operand(entity, name, value)


def _refuse_null(value: Any, *path: str) -> None:
    if value is None:
        sentence = f"`{_dotted(path)}` is null: leave it out, or ask with `isNull`."
        raise BadUserInput(sentence, argument=_dotted(path))


def _dotted(path: Sequence[str]) -> str:
    """The path in the client's spelling."""
    return ".".join(camel(name) for name in path)
