"""How texts are compared in SQL: by copies that `base.text` made, `%` and `_` for themselves."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, String, and_, case, literal_column, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from base.text import cut, fold
from db.derived import derivations
from db.models import Entity
from db.types import Folded

MOST_OPERANDS = 20
"""Texts of conditions that are remembered as they are compared."""
FIRST, LAST = literal_column("0", Integer), literal_column("1", Integer)


class AsciiLower(FunctionElement[str]):
    """Lower case of the letters A to Z alone, whatever the locale of the database."""

    inherit_cache = True
    type = Folded


@compiles(AsciiLower)
def _lower(element: AsciiLower, compiler: Any, **options: Any) -> str:
    return f"lower({compiler.process(element.clauses, **options)})"


@compiles(AsciiLower, "postgresql")
def _lower_bytewise(element: AsciiLower, compiler: Any, **options: Any) -> str:
    return f'lower({compiler.process(element.clauses, **options)} COLLATE "C")'


def comparable(entity: type[Entity], name: str) -> ColumnElement[str]:
    """What stands for the text column `name` in comparisons; LookupError where nothing does."""
    copy = entity.__table__.columns.get(f"{name}_folded")
    if copy is not None:
        return copy
    column = entity.column(name)
    if not column.info.get("ascii"):
        raise LookupError(f"{column} has no folded copy to compare texts with")
    return AsciiLower(column)


def folded_operand(entity: type[Entity], name: str, text: str) -> str:
    """`text` in the form of what stands for the column `name`."""
    column: Column[Any] = entity.column(name)
    assert isinstance(column.type, String)
    assert column.type.length is not None
    copy = derivations(entity).get(f"{name}_folded")
    return _made(copy.make if copy else fold, cut(text, column.type.length))


@lru_cache(MOST_OPERANDS)
def _made(make: Callable[..., str], text: str) -> str:
    """Once for all conditions of an operation that have the same text."""
    return make(text)


def equals(entity: type[Entity], name: str, text: str) -> ColumnElement[bool]:
    """Rows whose text in the column `name` is `text`, without regard to case and encoding."""
    return comparable(entity, name) == folded_operand(entity, name, text)


def contains(entity: type[Entity], words: Sequence[str]) -> ColumnElement[bool]:
    """Rows in whose searched texts every one of `words` occurs."""
    column = entity.column("search_text")
    return and_(true(), *(column.contains(word, autoescape=True) for word in words))


def rank(entity: type[Entity], words: Sequence[str]) -> ColumnElement[int]:
    """0 where every one of `words` begins a word, 1 where one is inside."""
    column = entity.column("search_text")
    beginning = (column.contains(f" {word}", autoescape=True) for word in words)
    return case((and_(true(), *beginning), FIRST), else_=LAST)
