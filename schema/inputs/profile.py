"""What is written to profiles, and how lists of them are ordered."""

import datetime as dt
import enum

import strawberry
from strawberry import ID

from schema.enums import Gender, OrderDirection, described
from schema.inputs.contact import ProfileContactInput
from schema.inputs.fields import expected_updated_at, optional, required
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    GenderFilter,
    IDFilter,
    StringFilter,
)
from schema.inputs.job import JobFilter, ProfileJobInput
from schema.inputs.location import CreateLocationInput, LocationFilter
from schema.inputs.user import UserFilter

FIRST_NAME = "The given name; at most 100 characters."
LAST_NAME = "The family name; at most 100 characters."
DATE_OF_BIRTH = "The birth date, not in the future."
GENDER = "The gender, if the person states one."
BIO = "What the person says about themselves; at most 10,000 characters."
PICTURE = "An http or https address of a picture; at most 500 characters."
IS_PUBLIC = "Whether others see the profile."
ALLOW_CONTACT = "Whether signed-in viewers see the contacts."
LOCATION_ID = "The id of a location; give this or `location`."
LOCATION = "A place, found or created; give this or `locationId`."


@strawberry.input(description="A profile to create, with all that belongs to it.")
class CreateProfileInput:
    user_id: ID | None = optional("Whose profile; super admins only, left out: the viewer's own.")
    first_name: str | None = optional(FIRST_NAME)
    last_name: str | None = optional(LAST_NAME)
    date_of_birth: dt.date | None = optional(DATE_OF_BIRTH)
    gender: Gender | None = optional(GENDER)
    bio: str | None = optional(BIO)
    profile_picture_url: str | None = optional(PICTURE)
    is_public: bool = required(IS_PUBLIC, default=True)
    allow_contact: bool = required(ALLOW_CONTACT, default=True)
    location_id: ID | None = optional(LOCATION_ID)
    location: CreateLocationInput | None = optional(LOCATION)
    contacts: list[ProfileContactInput] | None = optional("Contacts, at most one of them primary.")
    jobs: list[ProfileJobInput] | None = optional("Jobs.")


@strawberry.input(description="Changes to a profile; what is left out stays as it is.")
class UpdateProfileInput:
    id: ID = required("The id of the profile.")
    first_name: str | None = optional(FIRST_NAME)
    last_name: str | None = optional(LAST_NAME)
    date_of_birth: dt.date | None = optional(DATE_OF_BIRTH)
    gender: Gender | None = optional(GENDER)
    bio: str | None = optional(BIO)
    profile_picture_url: str | None = optional(PICTURE)
    is_public: bool | None = optional(IS_PUBLIC)
    allow_contact: bool | None = optional(ALLOW_CONTACT)
    location_id: ID | None = optional(LOCATION_ID)
    location: CreateLocationInput | None = optional(LOCATION)
    expected_updated_at: dt.datetime | None = expected_updated_at()


@strawberry.input(description="Conditions on profiles; all that are given must hold.")
class ProfileFilter:
    id: IDFilter | None = optional("The id.")
    user_id: IDFilter | None = optional("The id of the user.")
    first_name: StringFilter | None = optional("The given name.")
    last_name: StringFilter | None = optional("The family name.")
    gender: GenderFilter | None = optional("The gender.")
    is_public: BooleanFilter | None = optional("Whether others see the profile; super admins only.")
    is_active: BooleanFilter | None = optional("Whether the profile is active; super admins only.")
    created_at: DateTimeFilter | None = optional("When the profile was created.")
    updated_at: DateTimeFilter | None = optional("When the profile last changed.")
    user: UserFilter | None = optional("Whose profile it is.")
    location: LocationFilter | None = optional("Where the person is.")
    jobs: JobFilter | None = optional("At least one active job.")
    and_: list["ProfileFilter"] | None = optional(AND, name="and")
    or_: list["ProfileFilter"] | None = optional(OR, name="or")
    not_: "ProfileFilter | None" = optional(NOT, name="not")


@described("What profiles can be ordered by.")
class ProfileOrderField(enum.Enum):
    CREATED_AT = "When the profile was created."
    UPDATED_AT = "When the profile last changed."
    FIRST_NAME = "The given name."
    LAST_NAME = "The family name."


@strawberry.input(description="One key to order profiles by.")
class ProfileOrder:
    field: ProfileOrderField = required("What to order by.")
    direction: OrderDirection = required("In which direction.", default=OrderDirection.ASC)
