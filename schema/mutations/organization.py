"""Changes to organizations."""

import datetime as dt

import strawberry
from strawberry import ID

from resolvers import membership, organization
from resolvers.membership_limits import MOST_ORGANIZATIONS
from schema.arguments import an_id
from schema.fields import written
from schema.inputs.fields import expected_updated_at, optional, required
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.organization import Organization

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


@strawberry.type(description="An organization that was written.")
class OrganizationPayload(Payload):
    organization: Organization | None = written(
        "The organization as it is now; null if nothing was written."
    )


@strawberry.type
class OrganizationMutation:
    create_organization: OrganizationPayload | None = mutation(
        organization.create,
        OrganizationPayload,
        "Create an organization and own it; an account belongs to at most "
        f"{MOST_ORGANIZATIONS} organizations.",
        CreateOrganizationInput,
    )
    update_organization: OrganizationPayload | None = mutation(
        organization.update,
        OrganizationPayload,
        "Change an organization, as a manager or owner.",
        UpdateOrganizationInput,
    )
    deactivate_organization: OrganizationPayload | None = mutation(
        organization.deactivate,
        OrganizationPayload,
        "Close an organization for good, as an owner, after `reauthenticate`.",
        id=an_id("The organization."),
    )
    transfer_ownership: OrganizationPayload | None = mutation(
        membership.transfer,
        OrganizationPayload,
        "Make a member the owner of record, as an owner, after `reauthenticate`; the previous one "
        "becomes a manager.",
        organization_id=an_id("The organization."),
        user_id=an_id("The member who becomes its owner."),
    )
