"""Profiles by what refers to them."""

from db.models import Profile
from db.order import Key
from loaders.relation import Many, One

profile_by_id = One(Profile)
profile_by_user = One(Profile, "user_id")
profile_of_detail = One(Profile, implied=True)
"""The profile of a contact or job."""

profiles_by_location = Many(
    Profile,
    "location_id",
    keys=(Key(Profile.column("created_at"), descending=True),),
    active_only=False,
)
