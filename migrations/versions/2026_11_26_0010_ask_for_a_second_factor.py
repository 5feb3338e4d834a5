"""Ask for a second factor.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

Two new tables, and columns that may be null or have a default.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0010"
down_revision = "0009"

FACTORS, CODES = "two_factors", "recovery_codes"


def upgrade() -> None:
    op.add_column(
        "users",
        sa.Column("has_two_factor", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("users", sa.Column("recovery_codes_left", sa.Integer(), nullable=True))
    op.add_column(
        "sessions",
        sa.Column(
            "authenticated_with", sa.String(length=20), server_default="PASSWORD", nullable=False
        ),
    )
    op.create_table(
        FACTORS,
        *_common(FACTORS),
        sa.Column("secret", sa.String(length=255), nullable=True),
        sa.Column("pending_secret", sa.String(length=255), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.UniqueConstraint("user_id", name=op.f("uq_two_factors_user_id")),
    )
    op.create_table(
        CODES,
        *_common(CODES),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.UniqueConstraint(
            "user_id", "code_hash", name=op.f("uq_recovery_codes_user_id_code_hash")
        ),
    )


def _common(table: str) -> list[sa.schema.SchemaItem]:
    """What rows of both have."""
    return [
        sa.Column("id", types.Id, nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    op.drop_table(CODES)
    op.drop_table(FACTORS)
    op.drop_column("sessions", "authenticated_with")
    op.drop_column("users", "recovery_codes_left")
    op.drop_column("users", "has_two_factor")
