"""Organizations that the viewer belongs to or is invited to."""

import enum

import strawberry

from loaders.organization import organization_by_id, organization_by_slug
from resolvers.organization import CATALOGUE
from schema.arguments import REQUIRED, Argument, an_id
from schema.enums import OrderDirection, described
from schema.fields import by_key
from schema.inputs.fields import optional, required
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    IDFilter,
    StringFilter,
)
from schema.lists import listing, page
from schema.types.listing import Connection, Page
from schema.types.organization import Organization


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


@strawberry.type
class OrganizationQuery:
    organization: Organization | None = by_key(
        organization_by_id,
        "An organization by id; null where the viewer may not see it.",
        id=an_id("The organization."),
    )
    organization_by_slug: Organization | None = by_key(
        organization_by_slug,
        "An organization by slug; null where the viewer may not see it.",
        slug=Argument(str, "The slug.", REQUIRED),
    )
    organizations: Connection[Organization] = listing(
        CATALOGUE,
        OrganizationFilter,
        OrganizationOrder,
        "Organizations that the viewer belongs to or is invited to.",
    )
    organizations_page: Page[Organization] = page(
        CATALOGUE,
        OrganizationFilter,
        OrganizationOrder,
        "Organizations that the viewer belongs to or is invited to, in numbered pages.",
    )
