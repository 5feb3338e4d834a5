"""The indexes that listed entities share."""

from sqlalchemy import Index, text


def listing_indexes() -> tuple[Index, ...]:
    """The indexes that the pages of a listed entity walk along."""
    return (Index(None, "created_at", "id"), Index(None, "updated_at", "id"))


def nulls_last_indexes(table: str, column: str) -> tuple[Index, ...]:
    """Those of the two orders by a nullable column; SQLite sorts instead."""
    return tuple(
        Index(
            f"ix_{table}_{column}_{direction}",
            text(f"({column} {test})"),
            column,
            "id",
        )
        for direction, test in (("ascending", "IS NULL"), ("descending", "IS NOT NULL"))
    )


def search_index(table: str) -> Index:
    """Where `search` looks words up, if PostgreSQL may have the extension pg_trgm."""
    return Index(
        f"ix_{table}_search",
        "search_text",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
        info={"optional": True},
    )
