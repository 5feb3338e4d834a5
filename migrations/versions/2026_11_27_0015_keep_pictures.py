"""Keep pictures.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

A table that is new.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0015"
down_revision = "0014"

PICTURES = "pictures"


def upgrade() -> None:
    op.create_table(
        PICTURES,
        sa.Column("id", types.Id, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.Column("profile_id", types.Id, nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("remove_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_pictures_profile_id_profiles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("name", name=op.f("uq_pictures_name")),
    )
    op.create_index(op.f("ix_pictures_profile_id"), PICTURES, ["profile_id"])
    op.create_index(op.f("ix_pictures_remove_at"), PICTURES, ["remove_at"])


def downgrade() -> None:
    op.drop_table(PICTURES)
