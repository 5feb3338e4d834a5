"""Which constraint a refused write broke, by its name, on both databases."""

from functools import cache

from sqlalchemy import Index, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from db.base import Base


def violated(error: IntegrityError) -> str:
    """The name of the constraint, or an empty string where it cannot be told."""
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return diagnostics.constraint_name or ""
    # SQLite: "UNIQUE constraint failed: users.email_key" or "CHECK constraint failed: ck_..."
    _, _, subject = str(error.orig).partition("constraint failed: ")
    return _unique_by_columns().get(subject, subject)


@cache
def _unique_by_columns() -> dict[str, str]:
    names = {}
    for table in Base.metadata.tables.values():
        for name, columns in _uniques(table):
            names[", ".join(f"{table.name}.{column}" for column in columns)] = name
    return names


def _uniques(table: Table) -> list[tuple[str, list[str]]]:
    items: list[UniqueConstraint | Index] = [
        item for item in table.constraints if isinstance(item, UniqueConstraint)
    ]
    items += [index for index in table.indexes if index.unique]
    return [(str(item.name), [column.name for column in item.columns]) for item in items]
