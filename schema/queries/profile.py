"""Profiles that the viewer may see."""

import enum

import strawberry

from loaders.profile import profile_by_id, profile_by_user
from resolvers.profile import CATALOGUE
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
    GenderFilter,
    IDFilter,
    StringFilter,
)
from schema.lists import listing, page
from schema.queries.job import JobFilter
from schema.queries.location import LocationFilter
from schema.queries.user import UserFilter
from schema.types.listing import Connection, Page
from schema.types.profile import Profile


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


@strawberry.type
class ProfileQuery:
    profile: Profile | None = by_key(
        profile_by_id,
        "A profile by id; null where the viewer may not see it.",
        id=an_id("The profile."),
    )
    profile_by_user: Profile | None = by_key(
        profile_by_user,
        "The profile of a user; null where the viewer may not see it.",
        user_id=an_id("The user."),
    )
    profiles: Connection[Profile] = listing(
        CATALOGUE, ProfileFilter, ProfileOrder, "Profiles that the viewer may see."
    )
    profiles_page: Page[Profile] = page(
        CATALOGUE,
        ProfileFilter,
        ProfileOrder,
        "Profiles that the viewer may see, in numbered pages.",
    )
