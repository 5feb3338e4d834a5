"""Create accounts and profiles.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "locations",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("country", sa.String(length=100), nullable=False),
        sa.Column("country_folded", types.Folded, nullable=False),
        sa.Column("state_province", sa.String(length=100), nullable=True),
        sa.Column("state_province_folded", types.Folded, nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("city_folded", types.Folded, nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("postal_code_folded", types.Folded, nullable=True),
        sa.Column("place_key", types.Folded, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
        sa.UniqueConstraint("place_key", name=op.f("uq_locations_place_key")),
    )
    op.create_index(
        op.f("ix_locations_city_folded_id"), "locations", ["city_folded", "id"], unique=False
    )
    op.create_index(
        op.f("ix_locations_country_folded_id"), "locations", ["country_folded", "id"], unique=False
    )
    op.create_index(
        op.f("ix_locations_created_at_id"), "locations", ["created_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_locations_updated_at_id"), "locations", ["updated_at", "id"], unique=False
    )
    op.create_table(
        "users",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("username", sa.String(length=150), nullable=False),
        sa.Column("username_key", types.Folded, nullable=False),
        sa.Column("username_folded", types.Folded, nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", types.Folded, nullable=False),
        sa.Column("email_folded", types.Folded, nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("is_super_admin", sa.Boolean(), nullable=False),
        sa.Column("last_login_at", types.Instant(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_key", name=op.f("uq_users_email_key")),
        sa.UniqueConstraint("username_key", name=op.f("uq_users_username_key")),
    )
    op.create_index(op.f("ix_users_created_at_id"), "users", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_users_updated_at_id"), "users", ["updated_at", "id"], unique=False)
    op.create_index(
        op.f("ix_users_username_folded_id"), "users", ["username_folded", "id"], unique=False
    )
    op.create_table(
        "profiles",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=True),
        sa.Column("first_name_folded", types.Folded, nullable=True),
        sa.Column("last_name", sa.String(length=100), nullable=True),
        sa.Column("last_name_folded", types.Folded, nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column(
            "gender",
            sa.Enum(
                "MALE",
                "FEMALE",
                "OTHER",
                "PREFER_NOT_TO_SAY",
                name="gender",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("location_id", types.Id, nullable=True),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("profile_picture_url", sa.String(length=500), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("allow_contact", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_profiles_location_id_locations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_profiles_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.UniqueConstraint("user_id", name=op.f("uq_profiles_user_id")),
    )
    op.create_index(
        op.f("ix_profiles_created_at_id"), "profiles", ["created_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_profiles_first_name_folded_id"),
        "profiles",
        ["first_name_folded", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_profiles_last_name_folded_id"),
        "profiles",
        ["last_name_folded", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_profiles_location_id"), "profiles", ["location_id"], unique=False)
    op.create_index(
        op.f("ix_profiles_updated_at_id"), "profiles", ["updated_at", "id"], unique=False
    )
    op.create_table(
        "sessions",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("last_used_at", types.Instant(), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=False),
        sa.Column("ends_at", types.Instant(), nullable=False),
        sa.Column("ip_address", sa.String(length=45), nullable=True),
        sa.Column("user_agent", sa.String(length=500), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(
        op.f("ix_sessions_user_id_created_at_id"),
        "sessions",
        ["user_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "contacts",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("profile_id", types.Id, nullable=False),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("type_folded", types.Folded, nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("value_folded", types.Folded, nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_contacts_profile_id_profiles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(
        op.f("ix_contacts_created_at_id"), "contacts", ["created_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_contacts_profile_id_created_at_id"),
        "contacts",
        ["profile_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contacts_type_folded_id"), "contacts", ["type_folded", "id"], unique=False
    )
    op.create_index(
        op.f("ix_contacts_updated_at_id"), "contacts", ["updated_at", "id"], unique=False
    )
    op.create_index(
        "uq_contacts_profile_id_primary",
        "contacts",
        ["profile_id"],
        unique=True,
        postgresql_where=sa.text("is_primary AND is_active"),
        sqlite_where=sa.text("is_primary AND is_active"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("profile_id", types.Id, nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("title_folded", types.Folded, nullable=False),
        sa.Column("company", sa.String(length=150), nullable=False),
        sa.Column("company_folded", types.Folded, nullable=False),
        sa.Column("industry", sa.String(length=100), nullable=True),
        sa.Column("industry_folded", types.Folded, nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_jobs_end_not_before_start")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_jobs_profile_id_profiles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(
        op.f("ix_jobs_company_folded_id"), "jobs", ["company_folded", "id"], unique=False
    )
    op.create_index(op.f("ix_jobs_created_at_id"), "jobs", ["created_at", "id"], unique=False)
    op.create_index(
        op.f("ix_jobs_profile_id_start_date_id"),
        "jobs",
        ["profile_id", "start_date", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_jobs_title_folded_id"), "jobs", ["title_folded", "id"], unique=False)
    op.create_index(op.f("ix_jobs_updated_at_id"), "jobs", ["updated_at", "id"], unique=False)
    op.create_table(
        "refresh_tokens",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("session_id", types.Id, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("rotated_at", types.Instant(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("deactivated_at", types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_refresh_tokens_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_tokens")),
        sa.UniqueConstraint(
            "session_id", "generation", name=op.f("uq_refresh_tokens_session_id_generation")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_refresh_tokens_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("refresh_tokens")
    op.drop_index(op.f("ix_jobs_updated_at_id"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_title_folded_id"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_profile_id_start_date_id"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_created_at_id"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_company_folded_id"), table_name="jobs")
    op.drop_table("jobs")
    op.drop_index(
        "uq_contacts_profile_id_primary",
        table_name="contacts",
        postgresql_where=sa.text("is_primary AND is_active"),
        sqlite_where=sa.text("is_primary AND is_active"),
    )
    op.drop_index(op.f("ix_contacts_updated_at_id"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_type_folded_id"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_profile_id_created_at_id"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_created_at_id"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_index(op.f("ix_sessions_user_id_created_at_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_profiles_updated_at_id"), table_name="profiles")
    op.drop_index(op.f("ix_profiles_location_id"), table_name="profiles")
    op.drop_index(op.f("ix_profiles_last_name_folded_id"), table_name="profiles")
    op.drop_index(op.f("ix_profiles_first_name_folded_id"), table_name="profiles")
    op.drop_index(op.f("ix_profiles_created_at_id"), table_name="profiles")
    op.drop_table("profiles")
    op.drop_index(op.f("ix_users_username_folded_id"), table_name="users")
    op.drop_index(op.f("ix_users_updated_at_id"), table_name="users")
    op.drop_index(op.f("ix_users_created_at_id"), table_name="users")
    op.drop_table("users")
    op.drop_index(op.f("ix_locations_updated_at_id"), table_name="locations")
    op.drop_index(op.f("ix_locations_created_at_id"), table_name="locations")
    op.drop_index(op.f("ix_locations_country_folded_id"), table_name="locations")
    op.drop_index(op.f("ix_locations_city_folded_id"), table_name="locations")
    op.drop_table("locations")
