"""Rows of the replaced system as the columns of ours."""

from typing import Any

from imports.replaced import Row

META = ("id", "is_active", "created_at", "updated_at", "deactivated_at")


def meta(row: Row) -> Row:
    """What every row has."""
    return {name: row[name] for name in META if row.get(name) is not None}


def columns(entity: Any, row: Row) -> Row:
    """What of a row an entity has columns for, without what is left to its defaults."""
    own = {
        name: value
        for name, value in row.items()
        if name not in META and name in entity.__table__.c and value is not None
    }
    return own | meta(row)


def texts(values: Row) -> Row:
    """What people wrote, and may have to put right."""
    return {name: value for name, value in values.items() if name not in META}
