"""What profiles are created from, and what is then in the database."""

from typing import Any

from sqlalchemy import func, select

from db.models import Contact, Job, Location, Profile
from tests.support.api import Api

CREATE = """
mutation ($input: CreateProfileInput!) {
  createProfile(input: $input) {
    profile {
      firstName lastName dateOfBirth gender bio profilePictureUrl
      isPublic allowContact isActive deactivatedAt
      user { id }
      location { country stateProvince city postalCode }
      contacts { type value isPrimary }
      jobs { title company industry startDate endDate }
    }
    errors { code path }
  }
}
"""
PLACE: dict[str, Any] = {
    "country": "Germany",
    "stateProvince": "Saxony",
    "city": "Leipzig",
    "postalCode": "04109",
}
EMAIL: dict[str, Any] = {"type": "email", "value": "ada@example.com", "isPrimary": True}
PHONE: dict[str, Any] = {"type": "phone", "value": "+49 341 12345", "isPrimary": False}
TOO_MANY_CONTACTS = [{**PHONE, "isPrimary": n == 7} for n in range(51)]
NEW = {
    "title": "Analyst",
    "company": "Engines",
    "industry": "Computing",
    "startDate": "2021-02-03",
    "endDate": "2022-03-04",
}
OLD = {
    "title": "Tutor",
    "company": "Home",
    "industry": None,
    "startDate": "2019-01-01",
    "endDate": None,
}


def refused(*errors: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"createProfile": {"profile": None, "errors": list(errors)}}}


def stored(api: Api) -> dict[str, int]:
    """How many rows there are of all that the mutation writes."""
    with api.services.database.engine.connect() as connection:
        return {
            entity.__tablename__: connection.scalar(select(func.count(entity.id))) or 0
            for entity in (Profile, Location, Contact, Job)
        }


def storing(profiles: int = 0, locations: int = 0) -> dict[str, int]:
    return {"profiles": profiles, "locations": locations, "contacts": 0, "jobs": 0}
