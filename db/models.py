"""Every table under one name, for `models.Contact` and for Alembic."""

from db.audit_event import Action, AuditEvent
from db.base import Base, Entity
from db.contact import Contact
from db.job import Job
from db.location import Location
from db.membership import Membership, MembershipRole, MembershipStatus
from db.organization import Organization
from db.profile import Gender, Profile
from db.session import RefreshToken, Session
from db.user import User

__all__ = [
    "Action",
    "AuditEvent",
    "Base",
    "Contact",
    "Entity",
    "Gender",
    "Job",
    "Location",
    "Membership",
    "MembershipRole",
    "MembershipStatus",
    "Organization",
    "Profile",
    "RefreshToken",
    "Session",
    "User",
]
