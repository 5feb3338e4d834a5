"""Locations that the viewer may see."""

import strawberry

from resolvers import location as resolve
from schema.arguments import an_id
from schema.fields import query
from schema.inputs.location import LocationFilter, LocationOrder
from schema.queries.listing import connection_of, page_of
from schema.types.listing import Connection, Page
from schema.types.location import Location


@strawberry.type
class LocationQuery:
    location: Location | None = query(
        resolve.by_id,
        "A location by id; null where the viewer may not see it.",
        id=an_id("The location."),
    )
    locations: Connection[Location] = connection_of(
        resolve.CATALOGUE, LocationFilter, LocationOrder, "Locations that the viewer may see."
    )
    locations_page: Page[Location] = page_of(
        resolve.CATALOGUE,
        LocationFilter,
        LocationOrder,
        "Locations that the viewer may see, in numbered pages.",
    )
