"""Updates of profiles, what they answer, and what is then in the database."""

import datetime as dt
from typing import Any

from sqlalchemy import func, orm, select

from db.models import Gender, Location, Profile, User
from tests.support.api import Api
from tests.support.make import Make

UPDATE = """
mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    profile {
      id firstName lastName dateOfBirth gender bio profilePictureUrl isPublic allowContact
      location { country stateProvince city postalCode }
    }
    errors { code path }
  }
}
"""
STAMP = """
mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { profile { firstName updatedAt } errors { code path } }
}
"""
FULL: dict[str, Any] = {
    "firstName": "Ada",
    "lastName": "Lovelace",
    "dateOfBirth": "1815-12-10",
    "gender": "FEMALE",
    "bio": "The first programmer.",
    "profilePictureUrl": "https://example.com/ada.png",
    "isPublic": False,
    "allowContact": False,
    "location": {"country": "Peru", "stateProvince": None, "city": "Lima", "postalCode": None},
}


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"updateProfile": {"profile": None, "errors": list(errors)}}}


def written(**profile: Any) -> dict[str, Any]:
    return {"data": {"updateProfile": {"profile": profile, "errors": []}}}


def stored(api: Api, profile: Profile) -> dict[str, Any]:
    """The columns of a profile as the database has them."""
    with orm.Session(api.services.database.engine) as session:
        row = session.get_one(Profile, profile.id)
        return {column.key: getattr(row, column.key) for column in Profile.__mapper__.columns}


def places(api: Api) -> int:
    with api.services.database.engine.connect() as connection:
        return connection.scalar(select(func.count(Location.id))) or 0


def full(make: Make, user: User) -> Profile:
    """A profile as in FULL."""
    return make.profile(
        user,
        last_name="Lovelace",
        date_of_birth=dt.date(1815, 12, 10),
        gender=Gender.FEMALE,
        bio="The first programmer.",
        profile_picture_url="https://example.com/ada.png",
        is_public=False,
        allow_contact=False,
        location_id=make.location(country="Peru", city="Lima").id,
    )
