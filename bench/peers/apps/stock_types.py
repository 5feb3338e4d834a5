"""The object types of `stock`: plain Strawberry, each relation through a loader."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

import strawberry
import tables
from strawberry.types import Info


@strawberry.type
class User:
    id: strawberry.ID
    username: str
    email: str
    is_active: bool
    created_at: datetime

    @classmethod
    def of(cls, row: tables.User) -> Self:
        return cls(
            id=strawberry.ID(str(row.id)),
            username=row.username,
            email=row.email,
            is_active=row.is_active,
            created_at=row.created_at,
        )


@strawberry.type
class Location:
    id: strawberry.ID
    country: str
    state_province: str | None
    city: str
    postal_code: str | None

    @classmethod
    def of(cls, row: tables.Location) -> Self:
        return cls(
            id=strawberry.ID(str(row.id)),
            country=row.country,
            state_province=row.state_province,
            city=row.city,
            postal_code=row.postal_code,
        )


@strawberry.type
class Contact:
    id: strawberry.ID
    type: str
    value: str
    is_primary: bool

    @classmethod
    def of(cls, row: tables.Contact) -> Self:
        return cls(
            id=strawberry.ID(str(row.id)),
            type=row.type,
            value=row.value,
            is_primary=row.is_primary,
        )


@strawberry.type
class Job:
    id: strawberry.ID
    title: str
    company: str
    industry: str | None
    start_date: date
    end_date: date | None

    @classmethod
    def of(cls, row: tables.Job) -> Self:
        return cls(
            id=strawberry.ID(str(row.id)),
            title=row.title,
            company=row.company,
            industry=row.industry,
            start_date=row.start_date,
            end_date=row.end_date,
        )


@strawberry.type
class Profile:
    id: strawberry.ID
    first_name: str
    last_name: str
    date_of_birth: date | None
    gender: str | None
    bio: str | None
    profile_picture_url: str | None
    is_public: bool
    created_at: datetime
    updated_at: datetime
    row_id: strawberry.Private[UUID]
    user_id: strawberry.Private[UUID]
    location_id: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, row: tables.Profile) -> Self:
        return cls(
            id=strawberry.ID(str(row.id)),
            first_name=row.first_name,
            last_name=row.last_name,
            date_of_birth=row.date_of_birth,
            gender=row.gender,
            bio=row.bio,
            profile_picture_url=row.profile_picture_url,
            is_public=row.is_public,
            created_at=row.created_at,
            updated_at=row.updated_at,
            row_id=row.id,
            user_id=row.user_id,
            location_id=row.location_id,
        )

    @strawberry.field
    async def user(self, info: Info) -> User:
        return User.of(await info.context["user"].load(self.user_id))

    @strawberry.field
    async def location(self, info: Info) -> Location | None:
        if self.location_id is None:
            return None
        return Location.of(await info.context["location"].load(self.location_id))

    @strawberry.field
    async def contacts(self, info: Info) -> list[Contact]:
        return [Contact.of(row) for row in await info.context["contacts"].load(self.row_id)]

    @strawberry.field
    async def jobs(self, info: Info) -> list[Job]:
        return [Job.of(row) for row in await info.context["jobs"].load(self.row_id)]
