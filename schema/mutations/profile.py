"""Changes to profiles."""

import strawberry

from resolvers import profile
from schema.arguments import REQUIRED, Argument, an_id
from schema.fields import written
from schema.inputs.profile import CreateProfileInput, UpdateProfileInput
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.profile import Profile

THE_PROFILE = an_id("The profile.")


@strawberry.type(description="A profile that was written.")
class ProfilePayload(Payload):
    profile: Profile | None = written("The profile as it is now; null if nothing was written.")


@strawberry.type
class ProfileMutation:
    create_profile: ProfilePayload | None = mutation(
        profile.create,
        ProfilePayload,
        "Create one's profile with its location, contacts and jobs: all of it or nothing.",
        CreateProfileInput,
    )
    update_profile: ProfilePayload | None = mutation(
        profile.update, ProfilePayload, "Change a profile.", UpdateProfileInput
    )
    set_profile_visibility: ProfilePayload | None = mutation(
        profile.set_visibility,
        ProfilePayload,
        "Show a profile to others, or hide it from them.",
        id=THE_PROFILE,
        is_public=Argument(bool, "Whether others see it.", REQUIRED),
    )
    deactivate_profile: ProfilePayload | None = mutation(
        profile.deactivate,
        ProfilePayload,
        "Hide a profile from all but its owner until it is restored.",
        id=THE_PROFILE,
    )
    restore_profile: ProfilePayload | None = mutation(
        profile.restore, ProfilePayload, "Bring a deactivated profile back.", id=THE_PROFILE
    )
