"""Every table under one name, for `models.Contact` and for Alembic."""

from db.base import Base, Entity
from db.contact import Contact
from db.job import Job
from db.location import Location
from db.profile import Gender, Profile
from db.session import RefreshToken, Session
from db.user import User

__all__ = [
    "Base",
    "Contact",
    "Entity",
    "Gender",
    "Job",
    "Location",
    "Profile",
    "RefreshToken",
    "Session",
    "User",
]
