"""Changes to profiles."""

import datetime as dt

import strawberry
from strawberry import ID

from base.upload import Upload
from resolvers import picture, profile
from schema.arguments import REQUIRED, Argument, an_id
from schema.enums import Gender
from schema.fields import written
from schema.inputs.fields import expected_updated_at, optional, required
from schema.mutation import mutation
from schema.mutations.contact import ProfileContactInput
from schema.mutations.job import ProfileJobInput
from schema.mutations.location import CreateLocationInput
from schema.payload import Payload
from schema.types.profile import Profile

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
THE_PROFILE = an_id("The profile.")


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
    upload_profile_picture: ProfilePayload | None = mutation(
        picture.upload,
        ProfilePayload,
        "Have a profile show a picture, a JPEG, PNG, WebP or AVIF of at most 5 MiB: "
        "`profilePictureUrl` is then an address of ours, where it is kept small and without "
        "metadata. Send it by the multipart request specification.",
        id=THE_PROFILE,
        picture=Argument(Upload, "The file.", REQUIRED),
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
