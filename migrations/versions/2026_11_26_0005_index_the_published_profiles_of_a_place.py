"""Index the published profiles of a place.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

No release came before this one, so the index is built inside the transaction. Without it the code
runs as well; a place where thousands have hidden profiles then takes as many steps to look at.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NAME = "ix_profiles_location_id_published"


def upgrade() -> None:
    op.create_index(
        NAME,
        "profiles",
        ["location_id"],
        postgresql_where=sa.text("is_active AND is_public"),
        sqlite_where=sa.text("is_active = 1 AND is_public = 1"),
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name="profiles")
