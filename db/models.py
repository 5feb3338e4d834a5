"""Every table under one name, for `models.Contact` and for Alembic."""

import enum
from collections.abc import Iterator, Mapping

from sqlalchemy import Enum

from db.audit_event import Action, AuditEvent
from db.base import Base, Entity
from db.contact import Contact
from db.data_export import DataExport, DataExportPart, DataExportStatus
from db.detail import Detail
from db.email_invitation import EmailInvitation
from db.idempotency_key import IdempotencyKey
from db.job import Job
from db.location import Location
from db.membership import Membership, MembershipRole, MembershipStatus
from db.one_time_token import OneTimeToken, Purpose
from db.organization import Organization
from db.outbox_message import OutboxMessage
from db.picture import Picture
from db.profile import Gender, Profile
from db.session import AuthenticationMethod, RefreshToken, Session
from db.two_factor import RecoveryCode, TwoFactor
from db.user import User

__all__ = [
    "ENTITIES",
    "Action",
    "AuditEvent",
    "AuthenticationMethod",
    "Base",
    "Contact",
    "DataExport",
    "DataExportPart",
    "DataExportStatus",
    "Detail",
    "EmailInvitation",
    "Entity",
    "Gender",
    "IdempotencyKey",
    "Job",
    "Location",
    "Membership",
    "MembershipRole",
    "MembershipStatus",
    "OneTimeToken",
    "Organization",
    "OutboxMessage",
    "Picture",
    "Profile",
    "Purpose",
    "RecoveryCode",
    "RefreshToken",
    "Session",
    "TwoFactor",
    "User",
    "enums_of_columns",
]

ENTITIES: Mapping[str, type[Entity]] = {
    mapper.class_.__name__: mapper.class_
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
    if issubclass(mapper.class_, Entity) and "visible_to" in vars(mapper.class_)
}
"""Whatever viewers may see, by the name that clients know it by too."""


def enums_of_columns() -> Iterator[type[enum.Enum]]:
    """The enums whose values the database holds."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum) and column.type.enum_class is not None:
                yield column.type.enum_class
