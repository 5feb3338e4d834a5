"""Free text search over folded columns; `%` and `_` stand for themselves."""

from typing import Any

from sqlalchemy import Column, ColumnElement, case, false, func, literal, or_, true

from db.models import Entity
from db.types import fold

SIGMA, FINAL_SIGMA = "\N{GREEK SMALL LETTER SIGMA}", "\N{GREEK SMALL LETTER FINAL SIGMA}"
LONGEST = 1000  # no column holds a longer text once folded


def folded_column(entity: type[Entity], name: str) -> Column[Any]:
    """The column that comparisons of the text column `name` use."""
    return entity.column(f"{name}_folded")


def contains(entity: type[Entity], names: tuple[str, ...], term: str) -> ColumnElement[bool]:
    """Rows where one of the text columns `names` contains `term`; a blank term matches all."""
    if not term.strip():
        return true()
    return or_(*(contains_folded(folded_column(entity, name), fold(term)) for name in names))


def rank(entity: type[Entity], names: tuple[str, ...], term: str) -> ColumnElement[int]:
    """0 where one of the columns starts with `term`, 1 where it is further inside."""
    prefixes = (starts_with_folded(folded_column(entity, name), fold(term)) for name in names)
    return case((or_(*prefixes), literal(0)), else_=literal(1))


def contains_folded(column: ColumnElement[str], term: str) -> ColumnElement[bool]:
    """Whether a folded column contains a folded term."""
    if len(term) > LONGEST:
        return false()
    column, term = _with_one_sigma(column, term)
    return column.contains(term, autoescape=True)


def starts_with_folded(column: ColumnElement[str], term: str) -> ColumnElement[bool]:
    """Whether a folded column starts with a folded term."""
    if len(term) > LONGEST:
        return false()
    column, term = _with_one_sigma(column, term)
    return column.startswith(term, autoescape=True)


def _with_one_sigma(column: ColumnElement[str], term: str) -> tuple[ColumnElement[str], str]:
    """Lower case has two sigmas, by where a word ends: for a part of a word they are the same."""
    if SIGMA in term or FINAL_SIGMA in term:
        return func.replace(column, FINAL_SIGMA, SIGMA), term.replace(FINAL_SIGMA, SIGMA)
    return column, term
