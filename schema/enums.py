"""Enums whose every value is described."""

import enum
from collections.abc import Callable, Mapping
from typing import TypeVar

import strawberry

from base.problem import ErrorCode, ErrorReason
from db.models import (
    AuthenticationMethod,
    DataExportStatus,
    Gender,
    MembershipRole,
    MembershipStatus,
)
from resolvers.operation.events import ChangeKind

__all__ = [
    "AuthenticationMethod",
    "ChangeKind",
    "DataExportStatus",
    "ErrorCode",
    "ErrorReason",
    "Gender",
    "MembershipRole",
    "MembershipStatus",
    "OrderDirection",
    "described",
]

E = TypeVar("E", bound=type[enum.Enum])


def described(description: str, values: Mapping[str, str] | None = None) -> Callable[[E], E]:
    """Publish an enum: its values are described by `values`, or describe themselves."""

    def publish(cls: E) -> E:
        enum.unique(cls)
        published = strawberry.enum(cls, description=description)
        for item in published.__strawberry_definition__.values:  # type: ignore[attr-defined]
            item.description = values[item.name] if values else item.value
        return published

    return publish


@described("A direction to sort in.")
class OrderDirection(enum.Enum):
    ASC = "Smallest, earliest or first in the alphabet comes first."
    DESC = "Largest, latest or last in the alphabet comes first."


described(
    "Genders that a profile may state.",
    {
        "MALE": "Male.",
        "FEMALE": "Female.",
        "OTHER": "Another gender.",
        "PREFER_NOT_TO_SAY": "The person prefers not to say.",
    },
)(Gender)

described(
    "What the person typing can put right.",
    {
        "VALIDATION": "A value cannot be used.",
        "NOT_FOUND": "There is nothing with this id that the viewer may see and change.",
        "CONFLICT": "Somebody else changed it meanwhile, or something equal exists already.",
        "IN_USE": "Others still refer to it.",
        "EMAIL_TAKEN": "Another account has this email.",
        "USERNAME_TAKEN": "Another account has this username.",
        "WEAK_PASSWORD": "The password is easily guessed.",
        "INVALID_CREDENTIALS": "The email or the password is wrong.",
        "INVALID_TOKEN": "The refresh token, or the link, is no longer good.",
        "PROFILE_EXISTS": "The user has a profile already.",
        "LAST_ADMIN": "No super admin would be left.",
        "LAST_OWNER": "No owner would be left.",
        "LIMIT_REACHED": "There are as many as there may be.",
        "REAUTHENTICATION_REQUIRED": "Show the password again first, with `reauthenticate`.",
        "IDEMPOTENCY_KEY_REUSED": "The key of `@idempotent` was used for something else.",
        "INVALID_CODE": "The code of the second factor is wrong, or was used.",
    },
)(ErrorCode)

described(
    "Why a value cannot be used, for forms in other languages. More may come.",
    {
        "REQUIRED": "A value is needed.",
        "BLANK": "It looks empty.",
        "TOO_SHORT": "It has fewer characters than `limit`.",
        "TOO_LONG": "It has more characters than `limit`.",
        "TOO_MANY": "There are more than `limit`.",
        "FORMAT": "It is not what its type looks like.",
        "CHARACTERS": "It has a character, or a space at an end, that it cannot have.",
        "IN_FUTURE": "The date has not come yet.",
        "BEFORE_START": "The end is before the start.",
        "ONE_OF_TWO": "Of two fields one can be given.",
        "COMMON": "Everybody tries this password first.",
        "CONTAINS_NAME": "The password is one's own username or email.",
        "LOOKALIKE": "It mixes scripts whose letters look alike.",
        "ELSEWHERE": "Another mutation changes this.",
    },
)(ErrorReason)

described(
    "What happened to something that is followed.",
    {
        "CREATED": "It was created.",
        "UPDATED": "It changed, or something that belongs to it.",
        "DEACTIVATED": "It was deactivated.",
        "RESTORED": "It came back.",
    },
)(ChangeKind)

described(
    "What a session was opened with.",
    {
        "PASSWORD": "The password alone.",
        "LINK": "A link that was mailed, and a new password.",
        "AUTHENTICATOR": "The password and a code of an authenticator.",
        "RECOVERY_CODE": "The password and a recovery code.",
    },
)(AuthenticationMethod)

described(
    "How far an export has come.",
    {
        "PENDING": "It is being made.",
        "READY": "It can be read, for a day.",
        "FAILED": "It could not be made; ask for another.",
        "EXPIRED": "It is gone; ask for another.",
    },
)(DataExportStatus)

described(
    "Roles in an organization, from the highest to the lowest.",
    {
        "OWNER": "May do everything in the organization.",
        "MANAGER": "May change the organization, and manage staff.",
        "STAFF": "May see who the members are.",
    },
)(MembershipRole)

described(
    "How far a membership has come.",
    {
        "INVITED": "The user has been invited and has not answered.",
        "ACTIVE": "The user is a member.",
    },
)(MembershipStatus)
