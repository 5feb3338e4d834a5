"""Free text search over folded columns; `%` and `_` stand for themselves."""

from typing import Any

from sqlalchemy import Column, ColumnElement, false, or_, true

from db.models import Entity
from db.types import fold

LONGEST = 1000  # no column holds a longer text once folded


def folded_column(entity: type[Entity], name: str) -> Column[Any]:
    """The column that comparisons of the text column `name` use."""
    return entity.column(f"{name}_folded")


def contains(entity: type[Entity], names: tuple[str, ...], term: str) -> ColumnElement[bool]:
    """Rows where one of the text columns `names` contains `term`; a blank term matches all."""
    if not term.strip():
        return true()
    if len(term) > LONGEST:
        return false()
    return or_(
        *(folded_column(entity, name).contains(fold(term), autoescape=True) for name in names)
    )
