"""A person as a line of an import file has them, in the names that GraphQL inputs have.

{"email": "ada@example.com", "username": "ada", "passwordHash": "$2b$12$…", "profile": {…}}
"""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from auth import foreign_hashes
from auth.passwords import NOBODYS
from db.models import Gender
from imports.values import utc


class Unfit(Exception):
    """A line that cannot be imported; each sentence says why, with the field in front."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


class _Given(BaseModel):
    """Whatever has another name, or another type, is refused and not lost."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Place(_Given):
    country: str
    state_province: str | None = None
    city: str | None = None
    postal_code: str | None = None


class GivenContact(_Given):
    type: str
    value: str
    is_primary: bool = False


class GivenJob(_Given):
    title: str
    company: str
    industry: str | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None


class GivenProfile(_Given):
    first_name: str | None = None
    last_name: str | None = None
    date_of_birth: dt.date | None = None
    gender: Gender | None = None
    bio: str | None = None
    profile_picture_url: str | None = None
    is_public: bool = True
    allow_contact: bool = True
    location: Place | None = None
    contacts: list[GivenContact] = Field(default=[])
    jobs: list[GivenJob] = Field(default=[])

    def values(self) -> dict[str, Any]:
        """As `resolvers.profile.create` takes them."""
        return {
            name: value
            for name, value in self.model_dump().items()
            if name != "location" or value is not None
        }


class Person(_Given):
    email: str
    username: str
    password_hash: str | None = None
    is_active: bool = True
    is_super_admin: bool = False
    is_email_verified: bool = False
    created_at: Annotated[AwareDatetime, AfterValidator(utc)] | None = None
    profile: GivenProfile | None = None

    @property
    def stored_hash(self) -> str:
        """What is kept in place of a password; Unfit for a hash that cannot be verified."""
        if self.password_hash is None:
            return NOBODYS
        try:
            return foreign_hashes.kept(self.password_hash)
        except ValueError as error:
            raise Unfit(f"passwordHash: {error}") from None


def read(line: bytes) -> Person:
    """The person of a line; Unfit where it is none."""
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Unfit(f"This is not valid JSON ({error.msg}, column {error.colno}).") from None
    if not isinstance(given, dict):
        raise Unfit("A line is a JSON object.")
    try:
        return Person.model_validate(given)
    except ValidationError as error:
        raise Unfit(*_sentences(error)) from None


def _sentences(error: ValidationError) -> Iterator[str]:
    """Never what was given: a line may hold a hash where something else should be."""
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        path = ".".join(str(part) for part in each["loc"])
        yield f"{path}: {each['msg']}."
