"""Invite addresses.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

A table that is new.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0012"
down_revision = "0011"

TABLE = "email_invitations"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", types.Id, nullable=False),
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("invited_by_id", types.Id, nullable=False),
        sa.Column("address_key", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_email_invitations_organization_id_organizations"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["users.id"], name=op.f("fk_email_invitations_invited_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_invitations")),
        sa.UniqueConstraint(
            "organization_id",
            "address_key",
            name=op.f("uq_email_invitations_organization_id_address_key"),
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_email_invitations_token_hash")),
    )
    for column in ("address_key", "invited_by_id", "expires_at"):
        op.create_index(op.f(f"ix_email_invitations_{column}"), TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
