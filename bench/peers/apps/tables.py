"""The tables as SQLAlchemy maps them, and where the database is: what the Python peers share."""

import os
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DATABASE_URL = os.environ["DATABASE_URL"]
POOL = int(os.environ["DATABASE_POOL_SIZE"])


def url(driver: str) -> str:
    return DATABASE_URL.replace("postgresql://", f"postgresql+{driver}://")


class Base(DeclarativeBase):
    type_annotation_map = {datetime: TIMESTAMP(timezone=True)}  # noqa: RUF012


class Entity(Base):
    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True)
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]


class User(Entity):
    __tablename__ = "users"

    username: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    is_super_admin: Mapped[bool]
    last_login_at: Mapped[datetime | None]


class Location(Entity):
    __tablename__ = "locations"

    country: Mapped[str] = mapped_column(String(100))
    state_province: Mapped[str | None] = mapped_column(String(100))
    city: Mapped[str] = mapped_column(String(100))
    postal_code: Mapped[str | None] = mapped_column(String(20))


class Profile(Entity):
    __tablename__ = "profiles"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), unique=True)
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100))
    date_of_birth: Mapped[date | None]
    gender: Mapped[str | None] = mapped_column(String(20))
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("locations.id"))
    bio: Mapped[str | None] = mapped_column(Text)
    profile_picture_url: Mapped[str | None] = mapped_column(String(500))
    is_public: Mapped[bool]
    allow_contact: Mapped[bool]


class Contact(Entity):
    __tablename__ = "contacts"

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id"), index=True)
    type: Mapped[str] = mapped_column(String(30))
    value: Mapped[str] = mapped_column(String(255))
    is_primary: Mapped[bool]


class Job(Entity):
    __tablename__ = "jobs"

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id"), index=True)
    title: Mapped[str] = mapped_column(String(150))
    company: Mapped[str] = mapped_column(String(150))
    industry: Mapped[str | None] = mapped_column(String(100))
    start_date: Mapped[date]
    end_date: Mapped[date | None]
