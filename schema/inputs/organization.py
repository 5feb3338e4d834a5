"""What is written to organizations, and how lists of them are ordered."""

import datetime as dt
import enum

import strawberry
from strawberry import ID

from schema.enums import MembershipRole, OrderDirection, described
from schema.inputs.fields import expected_updated_at, optional, required

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
    user_id: ID = required("The user to invite.")
    role: MembershipRole = required("The role to offer.", default=MembershipRole.STAFF)


@described("What organizations can be ordered by.")
class OrganizationOrderField(enum.Enum):
    CREATED_AT = "When the organization was created."
    UPDATED_AT = "When the organization last changed."
    NAME = "The name."


@strawberry.input(description="One key to order organizations by.")
class OrganizationOrder:
    field: OrganizationOrderField = required("What to order by.")
    direction: OrderDirection = required("In which direction.", default=OrderDirection.ASC)
