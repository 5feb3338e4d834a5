"""Enums whose every value is described."""

import enum
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import strawberry
from graphql import ConstValueNode, GraphQLEnumType, GraphQLSchema

from db.errors import ErrorCode
from db.models import Gender, MembershipRole, MembershipStatus
from resolvers.events import ChangeKind

__all__ = [
    "ChangeKind",
    "ErrorCode",
    "Gender",
    "MembershipRole",
    "MembershipStatus",
    "OrderDirection",
    "described",
    "enforce",
]

E = TypeVar("E", bound=type[enum.Enum])

LONGEST_NAME = 200
"""Characters of a wrong name for which a right one is offered: a comparison takes their number."""


def described(description: str, values: Mapping[str, str] | None = None) -> Callable[[E], E]:
    """Publish an enum: its values are described by `values`, or describe themselves."""

    def publish(cls: E) -> E:
        enum.unique(cls)
        published = strawberry.enum(cls, description=description)
        for item in published.__strawberry_definition__.values:  # type: ignore[attr-defined]
            item.description = values[item.name] if values else item.value
        return published

    return publish


def enforce(schema: GraphQLSchema) -> None:
    """Compare no text of any length with the names of an enum, to say what was meant by it."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLEnumType):
            _offer_for_names_alone(type_)


def _offer_for_names_alone(type_: GraphQLEnumType) -> None:
    by_value, by_literal = type_.coerce_input_value, type_.coerce_input_literal

    def value(given: Any, hide_suggestions: bool = False) -> Any:
        return by_value(given, hide_suggestions or not _is_name(given))

    def literal(node: ConstValueNode, hide_suggestions: bool = False) -> Any:
        return by_literal(node, hide_suggestions or not _is_name(getattr(node, "value", None)))

    type_.coerce_input_value = value  # type: ignore[assignment,method-assign]
    type_.coerce_input_literal = literal  # type: ignore[assignment,method-assign]


def _is_name(given: Any) -> bool:
    return isinstance(given, str) and len(given) <= LONGEST_NAME


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
        "INVALID_TOKEN": "The refresh token is no longer good.",
        "PROFILE_EXISTS": "The user has a profile already.",
        "LAST_ADMIN": "No super admin would be left.",
        "LAST_OWNER": "No owner would be left.",
        "LIMIT_REACHED": "There are as many as there may be.",
    },
)(ErrorCode)

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
