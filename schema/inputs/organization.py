"""What is written to organizations, and how lists of them are ordered."""

import datetime as dt
import enum

import strawberry
from strawberry import ID

from schema.enums import MembershipRole, OrderDirection, described
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

NAME = "The name; at most 255 characters."
CATEGORY = "What kind of organization it is; at most 255 characters."
SUBCATEGORY = "What kind within the category; at most 255 characters."


@strawberry.input(description="An organization to create.")
class CreateOrganizationInput:
    name: str = required(NAME)
    category: str | None = optional(CATEGORY)
    subcategory: str | None = optional(SUBCATEGORY)


@strawberry.input(description="Changes to an organization; what is left out stays as it is.")
class UpdateOrganizationInput:
    id: ID = required("The id of the organization.")
    name: str | None = optional(NAME)
    category: str | None = optional(CATEGORY)
    subcategory: str | None = optional(SUBCATEGORY)
    expected_updated_at: dt.datetime | None = expected_updated_at()


@strawberry.input(description="A user to invite.")
class InviteMemberInput:
    organization_id: ID = required("The organization to invite to.")
    user_id: ID = required("The user to invite: one whose profile the viewer sees.")
    role: MembershipRole = required("The role to offer.", default=MembershipRole.STAFF)


@strawberry.input(description="Conditions on organizations; all that are given must hold.")
class OrganizationFilter:
    id: IDFilter | None = optional("The id.")
    name: StringFilter | None = optional("The name.")
    slug: StringFilter | None = optional("The slug.")
    category: StringFilter | None = optional("The category.")
    subcategory: StringFilter | None = optional("The subcategory.")
    is_active: BooleanFilter | None = optional(
        "Whether the organization is active; super admins only."
    )
    created_at: DateTimeFilter | None = optional("When the organization was created.")
    and_: list["OrganizationFilter"] | None = optional(AND, name="and")
    or_: list["OrganizationFilter"] | None = optional(OR, name="or")
    not_: "OrganizationFilter | None" = optional(NOT, name="not")


@described("What organizations can be ordered by.")
class OrganizationOrderField(enum.Enum):
    CREATED_AT = "When the organization was created."
    UPDATED_AT = "When the organization last changed."
    NAME = "The name."


@strawberry.input(description="One key to order organizations by.")
class OrganizationOrder:
    field: OrganizationOrderField = required("What to order by.")
    direction: OrderDirection = required("In which direction.", default=OrderDirection.ASC)
