"""Organizations that the viewer belongs to or is invited to."""

import strawberry

from loaders.organization import organization_by_id, organization_by_slug
from resolvers.organization import CATALOGUE
from schema.arguments import REQUIRED, Argument, an_id
from schema.fields import by_key
from schema.inputs.organization import OrganizationFilter, OrganizationOrder
from schema.lists import listing, page
from schema.types.listing import Connection, Page
from schema.types.organization import Organization


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
