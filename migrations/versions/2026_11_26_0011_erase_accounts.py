"""Erase accounts: the trail keeps every event, and forgets where an erased person was.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

Two columns that may be null; triggers that refuse what they refused before but for one change: an
event loses its address and browser once the account that it is of is erased. On PostgreSQL the role
that serves may not change the trail even so: it calls a function that may.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0011"
down_revision = "0010"

KEPT = ("id", "action", "actor_id", "subject_id", "account_id", "session_id", "reason")
KEPT += ("is_active", "created_at", "updated_at", "deactivated_at")
OF_NOBODY = (
    "EXISTS (SELECT 1 FROM users WHERE erased_at IS NOT NULL AND (id = OLD.actor_id "
    "OR OLD.actor_id IS NULL AND id = OLD.account_id))"
)
REFUSE = "audit events are never changed"


def upgrade() -> None:
    op.add_column("users", sa.Column("erased_at", types.Instant(), nullable=True))
    op.add_column("audit_events", sa.Column("reason", sa.String(length=500), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)
        op.execute(
            _trigger(
                f"IF TG_OP = 'UPDATE' THEN IF {_forgets(same)} THEN RETURN NEW; END IF; END IF;"
            )
        )
        op.execute(
            """
            CREATE FUNCTION forget_person(person uuid) RETURNS void LANGUAGE sql
            SECURITY DEFINER SET search_path FROM CURRENT AS $$
                UPDATE audit_events SET ip_address = NULL, user_agent = NULL
                WHERE (actor_id = person OR account_id = person AND actor_id IS NULL)
                    AND EXISTS (SELECT 1 FROM users WHERE id = person AND erased_at IS NOT NULL)
            $$
            """
        )
        return
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)
    op.execute("DROP TRIGGER keep_audit_events_update")
    op.execute(
        f"CREATE TRIGGER keep_audit_events_update BEFORE UPDATE ON audit_events "
        f"WHEN NOT ({_forgets(same)} AND NEW.rowid = OLD.rowid) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSE}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION forget_person(uuid)")
        op.execute(_trigger(""))
    else:
        op.execute("DROP TRIGGER keep_audit_events_update")
        op.execute(
            f"CREATE TRIGGER keep_audit_events_update BEFORE UPDATE ON audit_events "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSE}'); END"
        )
    op.drop_column("audit_events", "reason")
    op.drop_column("users", "erased_at")


def _forgets(same: str) -> str:
    """The condition of the one change: of an erased person, and of nothing else."""
    return f"NEW.ip_address IS NULL AND NEW.user_agent IS NULL AND {same} AND {OF_NOBODY}"


def _trigger(unless: str) -> str:
    return (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {unless} RAISE EXCEPTION '{REFUSE}'; END $$"
    )
