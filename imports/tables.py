"""What the tables and columns of the replaced system are called, and which it cannot lack."""

from collections.abc import Mapping

COMMON = {
    "id": ("uuid",),
    "is_active": ("active",),
    "is_deleted": ("deleted",),
    "created_at": ("created",),
    "updated_at": ("updated", "modified_at"),
    "deactivated_at": ("disabled_at", "closed_at"),
    "deleted_at": ("removed_at",),
}
TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "users": {
        "username": (),
        "email": (),
        "password_hash": ("hashed_password", "password"),
        "is_super_admin": ("is_superuser", "is_superadmin", "is_admin"),
        "is_email_verified": ("is_verified", "email_verified"),
        "last_login_at": ("last_login",),
    },
    "locations": {
        "country": (),
        "state_province": ("state", "province", "region"),
        "city": (),
        "postal_code": ("zip_code", "postcode"),
    },
    "profiles": {
        "user_id": (),
        "first_name": (),
        "last_name": (),
        "date_of_birth": ("birth_date", "birthday"),
        "gender": (),
        "bio": (),
        "profile_picture_url": ("profile_picture", "avatar_url", "picture_url"),
        "is_public": (),
        "allow_contact": (),
        "location_id": (),
    },
    "contacts": {
        "profile_id": (),
        "type": ("contact_type",),
        "value": ("contact_value",),
        "is_primary": (),
    },
    "jobs": {
        "profile_id": (),
        "title": ("job_title", "position"),
        "company": ("company_name",),
        "industry": (),
        "start_date": (),
        "end_date": (),
    },
    "organizations": {
        "name": (),
        "slug": (),
        "category": (),
        "subcategory": (),
        "owner_id": (),
    },
    "organization_members": {"organization_id": (), "user_id": (), "role": ()},
}
"""Ours, and what else each may be called there."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "users": ("id", "username", "email"),
    "locations": ("id", "country"),
    "profiles": ("id", "user_id"),
    "contacts": ("profile_id", "type", "value"),
    "jobs": ("profile_id", "title", "company"),
    "organizations": ("id", "name", "owner_id"),
    "organization_members": ("organization_id", "user_id"),
}
"""Without one of these columns a table is of no use, and without what it holds a row; whose a row
is, is looked at where it is used."""


def names(table: str) -> Mapping[str, tuple[str, ...]]:
    """All columns of ours of a table, each with what else it may be called there."""
    return {**COMMON, **TABLES[table]}
