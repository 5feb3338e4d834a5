"""Numbered pages, as the former REST API had them; read when first asked for anything."""

import asyncio
from collections.abc import Sequence
from functools import cached_property

from base.errors import BadUserInput
from db.types import Record
from resolvers.lists.connection import ListingSource
from resolvers.lists.listing import Listing, size_within
from resolvers.operation.context import Context
from resolvers.operation.sharing import begin, join


class PageRows:
    """One page of a listing, counted from 1."""

    page: int
    size: int

    def __init__(self, context: Context, listing: Listing, page: int, size: int) -> None:
        """Raises BadUserInput for a page below 1 or a size out of range."""
        page_within(page, size)
        self._context = context
        self._listing = listing
        self.page = page
        self.size = size

    @cached_property
    def _items(self) -> asyncio.Future[Sequence[Record]]:
        statement = (
            self._listing.select(self._context.viewer, *self._listing.entity.readable())
            .order_by(*self._listing.order.by())
            .limit(self.size)
            .offset((self.page - 1) * self.size)
        )
        run = self._listing.run
        return self._context.read(lambda connection: run(connection, statement).all())

    async def items(self) -> Sequence[Record]:
        return await join(self._items)

    @cached_property
    def _total(self) -> asyncio.Future[int]:
        return begin(ListingSource(self._context, self._listing).count())

    async def total(self) -> int:
        return await join(self._total)

    async def pages(self) -> int:
        return -(-await self.total() // self.size)


def page_within(page: int, size: int) -> None:
    """BadUserInput for a page below 1, or a size out of range."""
    if page < 1:
        raise BadUserInput("`page` must be 1 or more.", argument="page")
    size_within("size", size)
