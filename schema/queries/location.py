"""Locations that the viewer may see."""

import strawberry

from loaders.location import location_by_id
from resolvers.location import CATALOGUE
from schema.arguments import an_id
from schema.fields import by_key
from schema.inputs.location import LocationFilter, LocationOrder
from schema.lists import listing, page
from schema.types.listing import Connection, Page
from schema.types.location import Location


@strawberry.type
class LocationQuery:
    location: Location | None = by_key(
        location_by_id,
        "A location by id; null where the viewer may not see it.",
        id=an_id("The location."),
    )
    locations: Connection[Location] = listing(
        CATALOGUE, LocationFilter, LocationOrder, "Locations that the viewer may see."
    )
    locations_page: Page[Location] = page(
        CATALOGUE,
        LocationFilter,
        LocationOrder,
        "Locations that the viewer may see, in numbered pages.",
    )
