"""Export accounts.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

Two tables that are new.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0013"
down_revision = "0012"

EXPORTS, PARTS = "data_exports", "data_export_parts"


def upgrade() -> None:
    op.create_table(
        EXPORTS,
        *_common(EXPORTS),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("due_at", types.Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_data_exports_user_id_users")
        ),
    )
    op.create_index(
        op.f("ix_data_exports_user_id_created_at_id"), EXPORTS, ["user_id", "created_at", "id"]
    )
    op.create_index(op.f("ix_data_exports_status_due_at"), EXPORTS, ["status", "due_at"])
    op.create_table(
        PARTS,
        *_common(PARTS),
        sa.Column("data_export_id", types.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["data_export_id"],
            ["data_exports.id"],
            name=op.f("fk_data_export_parts_data_export_id_data_exports"),
        ),
        sa.UniqueConstraint(
            "data_export_id", "number", name=op.f("uq_data_export_parts_data_export_id_number")
        ),
    )


def _common(table: str) -> list[sa.schema.SchemaItem]:
    """What rows of both have."""
    return [
        sa.Column("id", types.Id, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    op.drop_table(PARTS)
    op.drop_table(EXPORTS)
