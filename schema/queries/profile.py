"""Profiles that the viewer may see."""

import strawberry

from loaders.profile import profile_by_id, profile_by_user
from resolvers.profile import CATALOGUE
from schema.arguments import an_id
from schema.fields import by_key
from schema.inputs.profile import ProfileFilter, ProfileOrder
from schema.lists import listing, page
from schema.types.listing import Connection, Page
from schema.types.profile import Profile


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
