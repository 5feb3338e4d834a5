"""Index what is searched, ordered and nested, at the size of millions.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

No release came before this one, so its indexes are built where they are needed least: in tables
that are still small, inside the transaction.

Where PostgreSQL may not have pg_trgm, `search` reads whole tables. Once it may, as its owner:
`CREATE EXTENSION pg_trgm`, then for each table of SEARCHED the index that `_index_searches` makes.

Revision ID: 0003
Revises: 0002
"""

import logging

from alembic import op
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

revision = "0003"
down_revision = "0002"

NULLABLE = (
    ("users", "last_login_at"),
    ("profiles", "first_name_folded"),
    ("profiles", "last_name_folded"),
    ("locations", "city_folded"),
    ("jobs", "start_date"),
    ("jobs", "end_date"),
)
"""The nullable columns that lists are ordered by."""
DIRECTIONS = (("ascending", "IS NULL"), ("descending", "IS NOT NULL"))
SEARCHED = {
    "users": ("username_folded", "email_folded"),
    "profiles": ("first_name_folded", "last_name_folded"),
    "locations": ("country_folded", "city_folded"),
    "contacts": ("type_folded", "value_folded"),
    "jobs": ("title_folded", "company_folded", "industry_folded"),
    "organizations": ("name_folded", "slug_folded"),
}

log = logging.getLogger("alembic.runtime.migration")


def upgrade() -> None:
    op.create_index(
        "ix_profiles_location_id_created_at_id", "profiles", ["location_id", "created_at", "id"]
    )
    op.drop_index("ix_profiles_location_id", table_name="profiles")
    op.create_index(
        "ix_jobs_company_folded_created_at_id", "jobs", ["company_folded", "created_at", "id"]
    )
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in NULLABLE:
        for direction, test in DIRECTIONS:
            name = f"ix_{table}_{column}_{direction}"
            op.create_index(name, table, [text(f"({column} {test})"), column, "id"])
    try:
        with op.get_bind().begin_nested():
            _index_searches()
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        log.warning("search stays without an index, for want of pg_trgm: %s", reason)


def _index_searches() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table, columns in SEARCHED.items():
        op.create_index(
            f"ix_{table}_search",
            table,
            list(columns),
            postgresql_using="gin",
            postgresql_ops=dict.fromkeys(columns, "gin_trgm_ops"),
        )


def downgrade() -> None:
    op.create_index("ix_profiles_location_id", "profiles", ["location_id"])
    op.drop_index("ix_jobs_company_folded_created_at_id", table_name="jobs")
    op.drop_index("ix_profiles_location_id_created_at_id", table_name="profiles")
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in SEARCHED:
        op.drop_index(f"ix_{table}_search", table_name=table, if_exists=True)
    for table, column in NULLABLE:
        for direction, _ in DIRECTIONS:
            op.drop_index(f"ix_{table}_{column}_{direction}", table_name=table)
