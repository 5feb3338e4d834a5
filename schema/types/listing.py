"""Connections and pages: what every list of every entity looks like."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import strawberry

from resolvers.connection import Arguments, ConnectionRows
from resolvers.context import Context
from resolvers.page import PageRows
from schema.arguments import PAGING
from schema.fields import column, field
from schema.sizes import CONNECTION, OF_CARRIER

T = TypeVar("T")

COUNT = 50
"""The price of counting a list, in objects: it may look at every row."""


def _read(method: Callable[[Any], Any], description: str, **declared: Any) -> Any:
    """A field that one method of the list answers."""
    return field(lambda rows, _context: method(rows), description, **declared)


@strawberry.type(description="Where a part of a list lies in the whole.")
class PageInfo:
    has_next_page: bool = _read(ConnectionRows.has_next_page, "Whether items follow this part.")
    has_previous_page: bool = _read(
        ConnectionRows.has_previous_page, "Whether items precede this part."
    )
    start_cursor: str | None = _read(
        ConnectionRows.start_cursor, "The cursor of the first item; null in an empty part."
    )
    end_cursor: str | None = _read(
        ConnectionRows.end_cursor, "The cursor of the last item; null in an empty part."
    )


@strawberry.type(description="An item of a list, with its cursor.")
class Edge(Generic[T]):
    cursor: str = column("Where the item is: pass it as `after` or `before`.")
    node: T = column("The item.")


@strawberry.type(description="A part of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = _read(
        ConnectionRows.edges, "The items with their cursors.", holds=OF_CARRIER
    )
    nodes: list[T] = _read(ConnectionRows.nodes, "The items alone.", holds=OF_CARRIER)
    page_info: PageInfo = _read(lambda rows: rows, "Where this part lies in the whole list.")
    total_count: int = _read(
        ConnectionRows.total_count,
        "How many items the whole list has; counted when asked for.",
        price=COUNT,
    )


@strawberry.type(description="A numbered page of a list.")
class Page(Generic[T]):
    items: list[T] = _read(
        PageRows.items, "The items; none on a page after the last one.", holds=OF_CARRIER
    )
    total: int = _read(
        PageRows.total, "How many items the whole list has; counted when asked for.", price=COUNT
    )
    page: int = column("Which page this is, counted from 1.")
    size: int = column("How many items a page holds.")
    pages: int = _read(PageRows.pages, "How many pages the whole list has.", price=COUNT)


def connection(resolver: Callable[[Any, Context, Arguments], Any], description: str) -> Any:
    """A field that returns a Connection of rows that belong to its own."""

    def rows(root: Any, context: Context, **paging: Any) -> Any:
        return resolver(root, context, Arguments(**paging))

    return field(rows, description, holds=CONNECTION, **PAGING)
