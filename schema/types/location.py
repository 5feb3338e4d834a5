"""Locations as clients see them."""

import datetime as dt

import strawberry

from loaders.profile import profiles_by_location
from schema.fields import column
from schema.lists import connection
from schema.refs import ProfileRef
from schema.types.listing import Connection
from schema.types.node import Node


@strawberry.type(description="A place; profiles at the same place share it.")
class Location(Node):
    country: str = column("The country.")
    state_province: str | None = column("The state, province or region.")
    city: str | None = column("The city.")
    postal_code: str | None = column("The postal code; null to anonymous viewers.")
    is_active: bool = column("Whether the location is active.")
    created_at: dt.datetime = column("When the location was created.")
    updated_at: dt.datetime = column("When the location last changed.")
    deactivated_at: dt.datetime | None = column("When the location was deactivated.")
    profiles: Connection[ProfileRef] = connection(
        profiles_by_location,
        "The profiles here that the viewer may see, newest first.",
    )
