"""Keep who was proven.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

A column with a default, true where the trail says so: a super admin has replaced few addresses. And
one that may be null: changes of an address that are under way are asked for again.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0018"
down_revision = "0017"

USERS = "users"


def upgrade() -> None:
    op.add_column("one_time_tokens", sa.Column("session_id", types.Id, nullable=True))
    op.add_column(
        USERS, sa.Column("was_proven", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    users = sa.table(
        USERS,
        sa.column("id"),
        sa.column("was_proven", sa.Boolean),
        sa.column("is_email_verified", sa.Boolean),
        sa.column("erased_at"),
    )
    events = sa.table("audit_events", sa.column("account_id"), sa.column("action"))
    proven = sa.select(events.c.account_id).where(
        events.c.action.in_(["EMAIL_VERIFIED", "EMAIL_CHANGED"])
    )
    op.execute(
        users.update()
        .where(~users.c.is_email_verified, users.c.erased_at.is_(None), users.c.id.in_(proven))
        .values(was_proven=True)
    )


def downgrade() -> None:
    op.drop_column(USERS, "was_proven")
    op.drop_column("one_time_tokens", "session_id")
