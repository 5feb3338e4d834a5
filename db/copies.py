"""An entity more than once in one statement: each copy of its table has a name of its own.

Rules are written once, on the entity; `rule` asks the same of a copy. What else names columns of
the table, an order, a comparison, is moved to a copy by `moved`.
"""

from collections.abc import Callable
from types import MethodType
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, FromClause, inspect
from sqlalchemy.orm import aliased
from sqlalchemy.sql.util import ClauseAdapter

from db.base import Entity
from db.viewer import Viewer

C = TypeVar("C", bound=ColumnElement[Any])
Rule = Callable[[Viewer], ColumnElement[bool]]
"""A classmethod of an entity that says which of its rows a viewer has."""
LeftOf = Callable[[Any, Viewer], ColumnElement[bool]]
"""One that says it of the rows that belong to a row of another entity, which the viewer sees."""


class Copy:
    """One mention of an entity in a statement: the table itself, or a copy of it."""

    def __init__(self, entity: type[Entity], name: str | None = None) -> None:
        """`name`: that of the copy; without one it is the table itself."""
        self._become(entity, aliased(entity, name=name) if name else entity)

    @classmethod
    def among(cls, entity: type[Entity], rows: FromClause) -> "Copy":
        """`rows`, which have the columns of the table that reads return, in place of the table."""
        copy = cls.__new__(cls)
        copy._become(entity, aliased(entity, rows))
        return copy

    def _become(self, entity: type[Entity], source: Any) -> None:
        self.entity = entity
        self.source: Any = source
        self._columns = inspect(source).selectable.c
        self._moved = None if source is entity else ClauseAdapter(inspect(source).selectable)

    def column(self, name: str) -> ColumnElement[Any]:
        """The column that the entity calls `name`."""
        return cast("ColumnElement[Any]", self._columns[self.entity.column(name).name])

    def visible_to(self, viewer: Viewer) -> ColumnElement[bool]:
        """The rows of this copy that the viewer may see."""
        return cast("ColumnElement[bool]", self.source.visible_to(viewer))

    def rule(self, rule: Rule, viewer: Viewer) -> ColumnElement[bool]:
        """What `rule`, a classmethod of the entity, says of the rows of this copy."""
        function = cast("MethodType", rule).__func__
        return cast("ColumnElement[bool]", function(self.source, viewer))

    def left_of(self, parent: "Copy", rule: LeftOf, viewer: Viewer) -> ColumnElement[bool]:
        """What `rule` leaves to ask of these rows, whose `parent` the viewer sees."""
        function = cast("MethodType", rule).__func__
        return cast("ColumnElement[bool]", function(self.source, parent.source, viewer))

    def moved(self, expression: C) -> C:
        """The same of this copy; not for what has subqueries on the entity's own table."""
        if self._moved is None:
            return expression
        return self._moved.traverse(expression)
