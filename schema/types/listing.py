"""Connections and pages: what every list of every entity looks like."""

from typing import Generic, TypeVar

import strawberry

from resolvers.fields.declared import OF_CARRIER
from resolvers.lists.connection import ConnectionRows
from resolvers.lists.connection import Edge as EdgeRow
from resolvers.lists.page import PageRows
from schema.fields import carried

T = TypeVar("T")

COUNT = 50
"""The price of counting a list, in objects: it may look at every row."""


@strawberry.type(description="Where a part of a list lies in the whole.")
class PageInfo:
    has_next_page: bool = carried(ConnectionRows, "Whether items follow this part.")
    has_previous_page: bool = carried(ConnectionRows, "Whether items precede this part.")
    start_cursor: str | None = carried(
        ConnectionRows, "The cursor of the first item; null in an empty part."
    )
    end_cursor: str | None = carried(
        ConnectionRows, "The cursor of the last item; null in an empty part."
    )


@strawberry.type(description="An item of a list, with its cursor.")
class Edge(Generic[T]):
    cursor: str = carried(EdgeRow, "Where the item is: pass it as `after` or `before`.")
    node: T = carried(EdgeRow, "The item.")


@strawberry.type(description="A part of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = carried(ConnectionRows, "The items with their cursors.", size=OF_CARRIER)
    nodes: list[T] = carried(ConnectionRows, "The items alone.", size=OF_CARRIER)
    page_info: PageInfo = carried(ConnectionRows, "Where this part lies in the whole list.")
    total_count: int = carried(
        ConnectionRows,
        "How many items the whole list has; counted when asked for.",
        price=COUNT,
    )


@strawberry.type(description="A numbered page of a list.")
class Page(Generic[T]):
    items: list[T] = carried(
        PageRows, "The items; none on a page after the last one.", size=OF_CARRIER
    )
    total: int = carried(
        PageRows, "How many items the whole list has; counted when asked for.", price=COUNT
    )
    page: int = carried(PageRows, "Which page this is, counted from 1.")
    size: int = carried(PageRows, "How many items a page holds.")
    pages: int = carried(PageRows, "How many pages the whole list has.", price=COUNT)
