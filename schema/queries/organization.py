"""Organizations that the viewer belongs to or is invited to."""

import strawberry

from resolvers import organization as resolve
from schema.arguments import REQUIRED, Argument, an_id
from schema.fields import query
from schema.inputs.organization import OrganizationFilter, OrganizationOrder
from schema.queries.listing import connection_of, page_of
from schema.types.listing import Connection, Page
from schema.types.organization import Organization


@strawberry.type
class OrganizationQuery:
    organization: Organization | None = query(
        resolve.by_id,
        "An organization by id; null where the viewer may not see it.",
        id=an_id("The organization."),
    )
    organization_by_slug: Organization | None = query(
        resolve.by_slug,
        "An organization by slug; null where the viewer may not see it.",
        slug=Argument(str, "The slug.", REQUIRED),
    )
    organizations: Connection[Organization] = connection_of(
        resolve.CATALOGUE,
        OrganizationFilter,
        OrganizationOrder,
        "Organizations that the viewer belongs to or is invited to.",
    )
    organizations_page: Page[Organization] = page_of(
        resolve.CATALOGUE,
        OrganizationFilter,
        OrganizationOrder,
        "Organizations that the viewer belongs to or is invited to, in numbered pages.",
    )
