"""Changes to locations."""

import datetime as dt

import strawberry
from strawberry import ID

from resolvers import location
from schema.arguments import an_id
from schema.fields import written
from schema.inputs.fields import expected_updated_at, optional, required
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.location import Location

COUNTRY = "The country; at most 100 characters."
STATE_PROVINCE = "The state, province or region; at most 100 characters."
CITY = "The city; at most 100 characters."
POSTAL_CODE = "The postal code; at most 20 characters."


@strawberry.input(description="A place to find or create.")
class CreateLocationInput:
    country: str = required(COUNTRY)
    state_province: str | None = optional(STATE_PROVINCE)
    city: str | None = optional(CITY)
    postal_code: str | None = optional(POSTAL_CODE)


@strawberry.input(description="Changes to a location; what is left out stays as it is.")
class UpdateLocationInput:
    id: ID = required("The id of the location.")
    country: str | None = optional(COUNTRY)
    state_province: str | None = optional(STATE_PROVINCE)
    city: str | None = optional(CITY)
    postal_code: str | None = optional(POSTAL_CODE)
    expected_updated_at: dt.datetime | None = expected_updated_at()


@strawberry.type(description="A location that was written.")
class LocationPayload(Payload):
    location: Location | None = written("The location as it is now; null if nothing was written.")


@strawberry.type
class LocationMutation:
    create_location: LocationPayload | None = mutation(
        location.create,
        LocationPayload,
        "Find a place or create it; a deactivated one comes back for super admins alone.",
        CreateLocationInput,
    )
    update_location: LocationPayload | None = mutation(
        location.update,
        LocationPayload,
        "Correct a location; super admins only.",
        UpdateLocationInput,
    )
    deactivate_location: LocationPayload | None = mutation(
        location.deactivate,
        LocationPayload,
        "Hide a location where no active profile is; super admins only.",
        id=an_id("The location."),
    )
