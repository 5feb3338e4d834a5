"""`stock`: Strawberry on FastAPI, the SQLAlchemy ORM in the thread pool, aiodataloader."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import strawberry
import tables
from aiodataloader import DataLoader
from fastapi import FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker
from starlette.concurrency import run_in_threadpool
from stock_types import Profile
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.fastapi import GraphQLRouter

engine = create_engine(tables.url("psycopg2"), pool_size=tables.POOL, max_overflow=0)
Session = sessionmaker(engine, expire_on_commit=False)
Batch = Callable[[list[UUID]], Awaitable[list[Any]]]


def in_thread(query: Callable[[list[UUID]], list[Any]]) -> Batch:
    async def batch(keys: list[UUID]) -> list[Any]:
        return await run_in_threadpool(query, keys)

    return batch


def by_id(entity: type[tables.Entity]) -> Batch:
    def query(keys: list[UUID]) -> list[Any]:
        with Session() as session:
            rows = {
                row.id: row for row in session.scalars(select(entity).where(entity.id.in_(keys)))
            }
        return [rows.get(key) for key in keys]

    return in_thread(query)


def by_profile(entity: type[Any]) -> Batch:
    def query(keys: list[UUID]) -> list[Any]:
        groups = defaultdict(list)
        chosen = select(entity).where(entity.profile_id.in_(keys)).order_by(entity.id)
        with Session() as session:
            for row in session.scalars(chosen):
                groups[row.profile_id].append(row)
        return [groups[key] for key in keys]

    return in_thread(query)


async def loaders() -> dict[str, DataLoader[UUID, Any]]:
    return {
        "user": DataLoader(by_id(tables.User)),
        "location": DataLoader(by_id(tables.Location)),
        "contacts": DataLoader(by_profile(tables.Contact)),
        "jobs": DataLoader(by_profile(tables.Job)),
    }


def find(id: UUID) -> tables.Profile | None:
    with Session() as session:
        return session.get(tables.Profile, id)


def newest(first: int) -> list[tables.Profile]:
    order = (tables.Profile.created_at.desc(), tables.Profile.id)
    with Session() as session:
        chosen = select(tables.Profile).where(tables.Profile.is_public).order_by(*order)
        return list(session.scalars(chosen.limit(first)))


def save(id: UUID, bio: str) -> tables.Profile | None:
    with Session() as session:
        row = session.get(tables.Profile, id)
        if row is not None:
            row.bio = bio
            row.updated_at = datetime.now(UTC)
            session.commit()
        return row


@strawberry.type
class Query:
    @strawberry.field
    async def profile(self, id: strawberry.ID) -> Profile | None:
        row = await run_in_threadpool(find, UUID(id))
        return Profile.of(row) if row else None

    @strawberry.field
    async def profiles(self, first: int = 20) -> list[Profile]:
        return [Profile.of(row) for row in await run_in_threadpool(newest, min(first, 100))]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def update_profile(self, id: strawberry.ID, bio: str) -> Profile | None:
        row = await run_in_threadpool(save, UUID(id), bio)
        return Profile.of(row) if row else None


schema = strawberry.Schema(Query, Mutation, extensions=[ParserCache, ValidationCache])
app = FastAPI()
app.include_router(
    GraphQLRouter(schema, context_getter=loaders, graphql_ide=None), prefix="/graphql"
)
