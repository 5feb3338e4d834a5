"""Change addresses, after fresh authentication.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

Three columns that may be null, and an index.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("users", sa.Column("pending_email", sa.String(length=320), nullable=True))
    op.add_column("sessions", sa.Column("reauthenticated_at", types.Instant(), nullable=True))
    op.create_index(op.f("ix_one_time_tokens_expires_at"), "one_time_tokens", ["expires_at"])
    op.add_column("one_time_tokens", sa.Column("address", sa.String(length=320), nullable=True))


def downgrade() -> None:
    op.drop_index(op.f("ix_one_time_tokens_expires_at"), "one_time_tokens")
    op.drop_column("one_time_tokens", "address")
    op.drop_column("sessions", "reauthenticated_at")
    op.drop_column("users", "pending_email")
