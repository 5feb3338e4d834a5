"""Keep the audit trail from every verb: TRUNCATE on PostgreSQL, REPLACE on SQLite.

On PostgreSQL roles other than the owner's keep no right to the trail but to read and to add, and to
the table of revisions none but to read it, whatever was granted to them before.

Before you deploy: the code that runs now must work on both sides of this migration. It does: the
server never changes an event, nor a revision.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER keep_audit_events_truncate BEFORE TRUNCATE ON audit_events "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        for trigger in ("keep_audit_events", "keep_audit_events_truncate"):  # as a replica, too
            op.execute(f"ALTER TABLE audit_events ENABLE ALWAYS TRIGGER {trigger}")
        _leave("audit_events", "SELECT", "INSERT")
        _leave("alembic_version", "SELECT")
        return
    # REPLACE deletes rows of the same id or rowid without a word to the trigger that keeps them
    op.execute(
        "CREATE TRIGGER keep_audit_events_insert BEFORE INSERT ON audit_events WHEN EXISTS "
        "(SELECT 1 FROM audit_events WHERE id = NEW.id OR rowid = NEW.rowid) "
        "BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER keep_audit_events_truncate ON audit_events")
        op.execute("ALTER TABLE audit_events ENABLE TRIGGER keep_audit_events")
        return
    op.execute("DROP TRIGGER keep_audit_events_insert")


def _leave(table: str, *rights: str) -> None:
    """Take every right to `table` but these from all roles that do not own it."""
    left = ", ".join(f"'{right}'" for right in rights)
    op.execute(
        f"""
        DO $$
        DECLARE given record;
        BEGIN
            FOR given IN
                SELECT a.privilege_type AS verb,
                    CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS role
                FROM pg_class c, aclexplode(c.relacl) a
                WHERE c.oid = '{table}'::regclass AND a.grantee <> c.relowner
                    AND a.privilege_type NOT IN ({left})
            LOOP
                EXECUTE format('REVOKE %s ON {table} FROM %s', given.verb, given.role);
            END LOOP;
        END $$
        """  # noqa: S608
    )
