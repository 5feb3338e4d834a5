"""The databases of most tests of imports, in files whose columns take anything."""

from pathlib import Path

import pytest

from tests.support.replaced import File

USERS = """CREATE TABLE users (
    id, username, email, is_superuser, is_active BOOLEAN, created_at DATETIME"""


@pytest.fixture
def old(tmp_path: Path) -> File:
    """Users alone, in columns that take anything."""
    return File(tmp_path / "old.db", f"{USERS}, deleted_at DATETIME)")


@pytest.fixture
def whole(old: File) -> File:
    """All tables."""
    closing_date = "deleted_at DATETIME"
    old.run(
        f"CREATE TABLE locations (id, country, city, {closing_date})",
        f"CREATE TABLE profiles (id, user_id, first_name, is_public, location_id, {closing_date})",
        f"CREATE TABLE contacts (id, profile_id, type, value, is_primary, {closing_date})",
        f"CREATE TABLE jobs (id, profile_id, title, company, start_date DATE, {closing_date})",
        f"CREATE TABLE organizations (id, name, owner_id, {closing_date})",
        f"CREATE TABLE organization_members (organization_id, user_id, {closing_date})",
    )
    return old
