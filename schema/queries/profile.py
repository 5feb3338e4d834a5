"""Profiles that the viewer may see."""

import strawberry

from resolvers import profile as resolve
from schema.arguments import an_id
from schema.fields import query
from schema.inputs.profile import ProfileFilter, ProfileOrder
from schema.queries.listing import connection_of, page_of
from schema.types.listing import Connection, Page
from schema.types.profile import Profile


@strawberry.type
class ProfileQuery:
    profile: Profile | None = query(
        resolve.by_id,
        "A profile by id; null where the viewer may not see it.",
        id=an_id("The profile."),
    )
    profile_by_user: Profile | None = query(
        resolve.by_user,
        "The profile of a user; null where the viewer may not see it.",
        user_id=an_id("The user."),
    )
    profiles: Connection[Profile] = connection_of(
        resolve.CATALOGUE, ProfileFilter, ProfileOrder, "Profiles that the viewer may see."
    )
    profiles_page: Page[Profile] = page_of(
        resolve.CATALOGUE,
        ProfileFilter,
        ProfileOrder,
        "Profiles that the viewer may see, in numbered pages.",
    )
