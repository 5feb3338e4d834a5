"""Profiles as clients see them."""

import datetime as dt

import strawberry

from loaders.contact import contacts_by_profile
from loaders.job import jobs_by_profile
from loaders.location import location_of_profile
from loaders.user import user_of_profile
from resolvers import contact, job
from schema.arguments import Argument
from schema.enums import Gender
from schema.fields import column, many, one
from schema.refs import ContactRef, JobRef, LocationRef, UserRef
from schema.types.node import Node


@strawberry.type(description="The public face of a user; private ones exist for their owner alone.")
class Profile(Node):
    user: UserRef = one(user_of_profile, "user_id", "Whose profile it is.")
    first_name: str | None = column("The given name.")
    last_name: str | None = column("The family name.")
    gender: Gender | None = column("The gender, if the person states one.")
    bio: str | None = column("What the person says about themselves.")
    profile_picture_url: str | None = column("An http or https address of a picture.")
    created_at: dt.datetime = column("When the profile was created.")
    updated_at: dt.datetime = column("When the profile last changed.")
    date_of_birth: dt.date | None = column("The birth date; null to others.")
    is_public: bool | None = column("Whether others see the profile; null to others.")
    allow_contact: bool | None = column(
        "Whether signed-in viewers see the contacts; null to others."
    )
    is_active: bool | None = column("Whether the profile is active; null to others.")
    deactivated_at: dt.datetime | None = column("When it was deactivated; null to others.")
    location: LocationRef | None = one(location_of_profile, "location_id", "Where the person is.")
    contacts: list[ContactRef] = many(
        contacts_by_profile,
        "Active contacts, primary first, then oldest; empty where the viewer may not see them.",
        most=contact.LIMIT,
        type=Argument(str | None, "Only contacts of this type, without regard to case."),
    )
    jobs: list[JobRef] = many(
        jobs_by_profile,
        "Active jobs, newest start first, those without a start last.",
        most=job.LIMIT,
    )
