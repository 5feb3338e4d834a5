"""Relay connections: a window on a list, read when it is first asked for anything.

So `totalCount` alone costs a COUNT alone, and edges, nodes and page information share one read.
A connection stands on a source: a listing of its own, or one relation of many parents at once.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol, Self

from sqlalchemy import func, literal

from base.errors import BadUserInput
from db import cursor, window
from db.order import Order
from db.types import Record
from db.window import Bound, Slice, Window
from loaders.relation import Many
from resolvers.lists.listing import DEFAULT_SIZE, Listing, size_within
from resolvers.operation.context import Context
from resolvers.operation.sharing import begin, join


@dataclass(frozen=True)
class Arguments:
    """Relay's four arguments, as the client gave them."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def window(self, order: Order) -> Window:
        """Raises BadUserInput for sizes out of range, both ends at once, or a foreign cursor."""
        if self.first is not None and self.last is not None:
            raise BadUserInput("Ask for `first` or for `last`, not for both.", argument="last")
        size_within("first", self.first)
        size_within("last", self.last)
        return Window(
            limit=self.first or self.last or DEFAULT_SIZE,
            backwards=self.last is not None,
            after=cursor.decode(order, self.after, "after"),
            before=cursor.decode(order, self.before, "before"),
        )


class Source(Protocol):
    """The list under a connection."""

    order: Order

    def slice(self, window: Window) -> Awaitable[Slice]: ...

    def count(self) -> Awaitable[int]: ...

    def any(self, bound: Bound) -> Awaitable[bool]: ...


class ListingSource:
    """A listing at the root of an operation."""

    def __init__(self, context: Context, listing: Listing) -> None:
        self.order = listing.order
        self._context = context
        self._listing = listing
        self._select = partial(listing.select, context.viewer)

    def slice(self, wanted: Window) -> Awaitable[Slice]:
        listing, statement = self._listing, self._select(*self._listing.entity.readable())
        return self._context.read(
            lambda connection: window.read(
                connection, statement, self.order, wanted, listing.owners, listing.execution
            )
        )

    def count(self) -> Awaitable[int]:
        statement = self._select(func.count())
        run = self._listing.run
        return self._context.read(lambda connection: run(connection, statement).scalar_one())

    def any(self, bound: Bound) -> Awaitable[bool]:
        by = self.order.by(backwards=bound.nearest.backwards)
        statement = self._select(literal(1)).where(bound.condition(self.order)).order_by(*by)
        run = self._listing.run
        return self._context.read(
            lambda connection: run(connection, statement.limit(1)).first() is not None
        )


class RelationSource:
    """The rows of one parent, read in one batch with those of all its siblings."""

    def __init__(self, context: Context, relation: Many, parent_id: str) -> None:
        self.order = relation.order
        self._context = context
        self._relation = relation
        self._parent_id = parent_id

    def slice(self, wanted: Window) -> Awaitable[Slice]:
        return self._context.load(self._relation.slices, self._parent_id, window=wanted)

    def count(self) -> Awaitable[int]:
        return self._context.load(self._relation.counts, self._parent_id)

    def any(self, bound: Bound) -> Awaitable[bool]:
        return self._context.load(self._relation.any, self._parent_id, bound=bound)


@dataclass(frozen=True)
class Edge:
    """A row with the cursor that points at it."""

    cursor: str
    node: Record


class ConnectionRows:
    """One window on a source."""

    def __init__(self, source: Source, arguments: Arguments) -> None:
        """Raises BadUserInput as `Arguments.window` does."""
        self._source = source
        self._window = arguments.window(source.order)

    @cached_property
    def _slice(self) -> asyncio.Future[Slice]:
        return begin(self._source.slice(self._window))

    async def _read(self) -> Slice:
        return await join(self._slice)

    def _cursor(self, row: Record) -> str:
        order = self._source.order
        return cursor.encode(order, order.position(row))

    def page_info(self) -> Self:
        """Where this window lies in the whole list is asked of the window itself."""
        return self

    async def edges(self) -> list[Edge]:
        return [Edge(self._cursor(row), row) for row in await self.nodes()]

    async def nodes(self) -> Sequence[Record]:
        return (await self._read()).rows

    @cached_property
    def _count(self) -> asyncio.Future[int]:
        return begin(self._source.count())

    async def total_count(self) -> int:
        return await join(self._count)

    async def start_cursor(self) -> str | None:
        rows = await self.nodes()
        return self._cursor(rows[0]) if rows else None

    async def end_cursor(self) -> str | None:
        rows = await self.nodes()
        return self._cursor(rows[-1]) if rows else None

    async def has_next_page(self) -> bool:
        """Whether any row of the whole list follows: cut off by the limit, or by `before`."""
        if not self._window.backwards and (await self._read()).more:
            return True
        if self._window.before is None:
            return False
        return await self._source.any(Bound(self._window.before, onward=True))

    async def has_previous_page(self) -> bool:
        """Whether any row of the whole list precedes: cut off by the limit, or by `after`."""
        if self._window.backwards and (await self._read()).more:
            return True
        if self._window.after is None:
            return False
        return await self._source.any(Bound(self._window.after, onward=False))


def of_listing(context: Context, listing: Listing, arguments: Arguments) -> ConnectionRows:
    return ConnectionRows(ListingSource(context, listing), arguments)


def of_relation(
    context: Context, relation: Many, parent_id: str, arguments: Arguments
) -> ConnectionRows:
    return ConnectionRows(RelationSource(context, relation, parent_id), arguments)
