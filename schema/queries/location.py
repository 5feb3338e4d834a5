"""Locations that the viewer may see."""

import enum

import strawberry

from loaders.location import location_by_id
from resolvers.location import CATALOGUE
from schema.arguments import an_id
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
from schema.types.location import Location


@strawberry.input(description="Conditions on locations; all that are given must hold.")
class LocationFilter:
    id: IDFilter | None = optional("The id.")
    country: StringFilter | None = optional("The country.")
    state_province: StringFilter | None = optional("The state or province.")
    city: StringFilter | None = optional("The city.")
    postal_code: StringFilter | None = optional("The postal code; signed-in viewers only.")
    is_active: BooleanFilter | None = optional("Whether the location is active; super admins only.")
    created_at: DateTimeFilter | None = optional("When the location was created.")
    and_: list["LocationFilter"] | None = optional(AND, name="and")
    or_: list["LocationFilter"] | None = optional(OR, name="or")
    not_: "LocationFilter | None" = optional(NOT, name="not")


@described("What locations can be ordered by.")
class LocationOrderField(enum.Enum):
    CREATED_AT = "When the location was created."
    UPDATED_AT = "When the location last changed."
    COUNTRY = "The country."
    CITY = "The city."


@strawberry.input(description="One key to order locations by.")
class LocationOrder:
    field: LocationOrderField = required("What to order by.")
    direction: OrderDirection = required("In which direction.", default=OrderDirection.ASC)


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
