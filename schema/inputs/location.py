"""What is written to locations, and how lists of them are ordered."""

import datetime as dt
import enum

import strawberry
from strawberry import ID

from schema.enums import OrderDirection, described
from schema.inputs.fields import expected_updated_at, optional, required
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    IDFilter,
    StringFilter,
)

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
