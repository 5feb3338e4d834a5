"""Keep idempotency keys.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

A table that is new.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0014"
down_revision = "0013"

TABLE = "idempotency_keys"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", types.Id, nullable=False),
        sa.Column("user_id", types.Id, nullable=True),
        sa.Column("whose_mark", sa.String(length=64), nullable=False),
        sa.Column("key_mark", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("asked_mark", sa.String(length=64), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("expires_at", types.Instant(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_idempotency_keys_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint(
            "whose_mark",
            "key_mark",
            "step",
            name=op.f("uq_idempotency_keys_whose_mark_key_mark_step"),
        ),
    )
    for column in ("user_id", "expires_at"):
        op.create_index(op.f(f"ix_idempotency_keys_{column}"), TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
