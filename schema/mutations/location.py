"""Changes to locations."""

import strawberry

from resolvers import location
from schema.arguments import an_id
from schema.fields import written
from schema.inputs.location import CreateLocationInput, UpdateLocationInput
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.location import Location


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
