"""`ariadne`: Ariadne, the SQLAlchemy ORM on asyncio with asyncpg, aiodataloader."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import tables
from aiodataloader import DataLoader
from ariadne import MutationType, ObjectType, QueryType, ScalarType, make_executable_schema
from ariadne.asgi import GraphQL
from graphql import parse, validate
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine(tables.url("asyncpg"), pool_size=tables.POOL, max_overflow=0)
Session = async_sessionmaker(engine, expire_on_commit=False)
Batch = Callable[[list[UUID]], Awaitable[list[Any]]]

query, mutation, profile = QueryType(), MutationType(), ObjectType("Profile")
date = ScalarType("Date", serializer=lambda value: value.isoformat())
instant = ScalarType("DateTime", serializer=lambda value: value.isoformat())


def by_id(entity: type[tables.Entity]) -> Batch:
    async def batch(keys: list[UUID]) -> list[Any]:
        async with Session() as session:
            found = await session.scalars(select(entity).where(entity.id.in_(keys)))
            rows = {row.id: row for row in found}
        return [rows.get(key) for key in keys]

    return batch


def by_profile(entity: type[Any]) -> Batch:
    async def batch(keys: list[UUID]) -> list[Any]:
        groups = defaultdict(list)
        chosen = select(entity).where(entity.profile_id.in_(keys)).order_by(entity.id)
        async with Session() as session:
            for row in await session.scalars(chosen):
                groups[row.profile_id].append(row)
        return [groups[key] for key in keys]

    return batch


def loaders(_request: Any, _data: Any) -> dict[str, Any]:
    return {
        "user": DataLoader(by_id(tables.User)),
        "location": DataLoader(by_id(tables.Location)),
        "contacts": DataLoader(by_profile(tables.Contact)),
        "jobs": DataLoader(by_profile(tables.Job)),
    }


@query.field("profile")
async def find(_, _info, id):
    async with Session() as session:
        return await session.get(tables.Profile, UUID(id))


@query.field("profiles")
async def newest(_, _info, first=20):
    order = (tables.Profile.created_at.desc(), tables.Profile.id)
    chosen = select(tables.Profile).where(tables.Profile.is_public).order_by(*order)
    async with Session() as session:
        return (await session.scalars(chosen.limit(min(first, 100)))).all()


@mutation.field("updateProfile")
async def save(_, _info, id, bio):
    async with Session() as session:
        row = await session.get(tables.Profile, UUID(id))
        if row is not None:
            row.bio = bio
            row.updated_at = datetime.now(UTC)
            await session.commit()
        return row


@profile.field("user")
def user(row, info):
    return info.context["user"].load(row.user_id)


@profile.field("location")
def location(row, info):
    return info.context["location"].load(row.location_id) if row.location_id else None


@profile.field("contacts")
def contacts(row, info):
    return info.context["contacts"].load(row.id)


@profile.field("jobs")
def jobs(row, info):
    return info.context["jobs"].load(row.id)


# Ariadne keeps nothing by itself; its two hooks are the documented place for it.
parsed = lru_cache(128)(parse)


@lru_cache(128)
def validated(schema, document, rules, max_errors):
    return validate(schema, document, rules, max_errors)


app = GraphQL(
    make_executable_schema(
        Path(__file__).with_name("schema.graphql").read_text("utf-8"),
        query,
        mutation,
        profile,
        date,
        instant,
        convert_names_case=True,
    ),
    context_value=loaders,
    query_parser=lambda _context, data: parsed(data["query"]),
    query_validator=lambda schema, document, rules=None, max_errors=None, **_: validated(
        schema, document, tuple(rules) if rules else None, max_errors
    ),
    explorer=None,
)
