"""Keep addresses that were left.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

Two columns that may be null, and an index on one of them: rows of the table live for three days.
Changes that can be undone already keep nobody from their address.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

TOKENS, INVITATIONS = "one_time_tokens", "email_invitations"


def upgrade() -> None:
    op.add_column(TOKENS, sa.Column("address_key", sa.String(length=320), nullable=True))
    op.create_index(op.f("ix_one_time_tokens_address_key"), TOKENS, ["address_key"])
    op.add_column(INVITATIONS, sa.Column("address", sa.String(length=320), nullable=True))


def downgrade() -> None:
    op.drop_column(INVITATIONS, "address")
    op.drop_index(op.f("ix_one_time_tokens_address_key"), TOKENS)
    op.drop_column(TOKENS, "address_key")
