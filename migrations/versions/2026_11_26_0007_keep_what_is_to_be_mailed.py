"""Keep what is to be mailed.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

A table that is new. On the way down what waits in it is lost.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0007"
down_revision = "0006"

TABLE = "outbox_messages"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", types.Id, nullable=False),
        sa.Column("account_id", types.Id, nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", types.Instant(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
    )
    op.create_index(op.f("ix_outbox_messages_due_at_id"), TABLE, ["due_at", "id"])
    op.create_index(op.f("ix_outbox_messages_account_id"), TABLE, ["account_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
