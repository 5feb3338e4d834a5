"""Columns that no read returns: secrets, and copies of texts for comparing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from base.text import fold, search_text
from db.types import Folded


def internal(
    column_type: Any, info: Mapping[str, Any] | None = None, **options: Any
) -> MappedColumn[Any]:
    """A column that reads never return: a secret, or a copy for comparing."""
    return mapped_column(column_type, info={"internal": True, **(info or {})}, **options)


@dataclass(frozen=True)
class Derivation:
    """How a column is made from others of its row."""

    make: Callable[..., str]
    sources: tuple[str, ...]


def derived(make: Callable[..., str], *sources: str, **options: Any) -> MappedColumn[Any]:
    """A copy for comparing of the columns `sources`, kept by `derive`."""
    return internal(Folded, info={"derivation": Derivation(make, sources)}, **options)


def folded(source: str, by: Callable[[str], str] = fold) -> MappedColumn[Any]:
    """A copy of the column `source` for filters and orders; null where that is."""

    def make(text: str | None) -> str | None:
        return None if text is None else by(text)

    return derived(cast("Callable[..., str]", make), source)


def searched(*sources: str) -> MappedColumn[Any]:
    """The words of the columns `sources`, which `search` looks through."""
    return derived(search_text, *sources, server_default="")


@cache
def derivations(entity: type[DeclarativeBase]) -> dict[str, Derivation]:
    """Of each column that is made from others, how."""
    columns = entity.__table__.columns
    return {
        column.name: column.info["derivation"] for column in columns if "derivation" in column.info
    }
