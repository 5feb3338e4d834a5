"""Create organizations and the audit trail.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("action", sa.String(length=50), nullable=False),
        sa.Column("actor_id", types.Id, nullable=True),
        sa.Column("subject_id", types.Id, nullable=True),
        sa.Column("account_id", types.Id, nullable=True),
        sa.Column("session_id", types.Id, nullable=True),
        sa.Column("ip_address", sa.String(length=45), nullable=True),
        sa.Column("user_agent", sa.String(length=500), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index(
        op.f("ix_audit_events_account_id_created_at_id"),
        "audit_events",
        ["account_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_audit_events_actor_id"), "audit_events", ["actor_id"], unique=False)
    op.create_index(
        op.f("ix_audit_events_created_at_id"), "audit_events", ["created_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_audit_events_subject_id"), "audit_events", ["subject_id"], unique=False
    )
    op.create_table(
        "organizations",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_folded", types.Folded, nullable=False),
        sa.Column("slug", sa.String(length=255), nullable=False),
        sa.Column("slug_folded", types.Folded, nullable=False),
        sa.Column("category", sa.String(length=255), nullable=True),
        sa.Column("category_folded", types.Folded, nullable=True),
        sa.Column("subcategory", sa.String(length=255), nullable=True),
        sa.Column("subcategory_folded", types.Folded, nullable=True),
        sa.Column("owner_id", types.Id, nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_organizations_owner_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("slug", name=op.f("uq_organizations_slug")),
    )
    op.create_index(
        op.f("ix_organizations_created_at_id"), "organizations", ["created_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_organizations_name_folded_id"),
        "organizations",
        ["name_folded", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_organizations_owner_id"), "organizations", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_organizations_updated_at_id"), "organizations", ["updated_at", "id"], unique=False
    )
    op.create_table(
        "memberships",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("organization_id", types.Id, nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "OWNER",
                "MANAGER",
                "STAFF",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "INVITED",
                "ACTIVE",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_memberships_organization_id_organizations"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "organization_id", "user_id", name=op.f("uq_memberships_organization_id_user_id")
        ),
    )
    op.create_index(
        op.f("ix_memberships_created_at_id"), "memberships", ["created_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_memberships_organization_id_created_at_id"),
        "memberships",
        ["organization_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_memberships_updated_at_id"), "memberships", ["updated_at", "id"], unique=False
    )
    op.create_index(op.f("ix_memberships_user_id"), "memberships", ["user_id"], unique=False)
    _keep_events()


def downgrade() -> None:
    op.drop_index(op.f("ix_memberships_user_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_updated_at_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_organization_id_created_at_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_created_at_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_organizations_updated_at_id"), table_name="organizations")
    op.drop_index(op.f("ix_organizations_owner_id"), table_name="organizations")
    op.drop_index(op.f("ix_organizations_name_folded_id"), table_name="organizations")
    op.drop_index(op.f("ix_organizations_created_at_id"), table_name="organizations")
    op.drop_table("organizations")
    op.drop_index(op.f("ix_audit_events_subject_id"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_created_at_id"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_actor_id"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_account_id_created_at_id"), table_name="audit_events")
    op.drop_table("audit_events")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _keep_events() -> None:
    """Let the database itself refuse to change or delete an event."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit events are never changed'; END $$"
        )
        op.execute(
            "CREATE TRIGGER keep_audit_events BEFORE UPDATE OR DELETE ON audit_events "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER keep_audit_events_{change.lower()} BEFORE {change} ON audit_events "
            "BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
        )
