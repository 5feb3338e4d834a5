"""What is written to contacts, and how lists of them are ordered."""

import datetime as dt
import enum

import strawberry
from strawberry import ID

from schema.enums import OrderDirection, described
from schema.inputs.fields import expected_updated_at, optional, required
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    IDFilter,
    StringFilter,
)

TYPE = "The kind of contact, at most 50 characters; `email`, `phone` and `url` check the value."
VALUE = "The address, the number or the name; at most 320 characters."
IS_PRIMARY = "Whether it is the one to try first; true takes the mark from the one that had it."


@strawberry.input(description="A contact of a profile that is being created.")
class ProfileContactInput:
    type: str = required(TYPE)
    value: str = required(VALUE)
    is_primary: bool = required("Whether it is the one to try first.", default=False)


@strawberry.input(description="A contact to add.")
class AddContactInput:
    profile_id: ID = required("The id of the profile to add it to.")
    type: str = required(TYPE)
    value: str = required(VALUE)
    is_primary: bool = required(IS_PRIMARY, default=False)


@strawberry.input(description="Changes to a contact; what is left out stays as it is.")
class UpdateContactInput:
    id: ID = required("The id of the contact.")
    type: str | None = optional(TYPE)
    value: str | None = optional(VALUE)
    is_primary: bool | None = optional(IS_PRIMARY)
    expected_updated_at: dt.datetime | None = expected_updated_at()


@strawberry.input(description="Conditions on contacts; all that are given must hold.")
class ContactFilter:
    id: IDFilter | None = optional("The id.")
    profile_id: IDFilter | None = optional("The id of the profile.")
    type: StringFilter | None = optional("The kind of contact.")
    is_primary: BooleanFilter | None = optional("Whether it is the one to try first.")
    is_active: BooleanFilter | None = optional("Whether the contact is active; super admins only.")
    created_at: DateTimeFilter | None = optional("When the contact was added.")
    and_: list["ContactFilter"] | None = optional(AND, name="and")
    or_: list["ContactFilter"] | None = optional(OR, name="or")
    not_: "ContactFilter | None" = optional(NOT, name="not")


@described("What contacts can be ordered by.")
class ContactOrderField(enum.Enum):
    CREATED_AT = "When the contact was added."
    UPDATED_AT = "When the contact last changed."
    TYPE = "The kind of contact."


@strawberry.input(description="One key to order contacts by.")
class ContactOrder:
    field: ContactOrderField = required("What to order by.")
    direction: OrderDirection = required("In which direction.", default=OrderDirection.ASC)
