"""The two ways to list an entity, each written once: a connection and numbered pages."""

from typing import Any

from resolvers import connection
from resolvers.connection import Arguments, ConnectionRows
from resolvers.context import Context
from resolvers.listing import Catalogue, Listing
from resolvers.page import PageRows
from schema.arguments import PAGE, PAGING, Argument
from schema.fields import given, query
from schema.sizes import CONNECTION
from schema.sizes import PAGE as PAGE_SIZE


def connection_of(catalogue: Catalogue, filter: Any, order: Any, description: str) -> Any:
    """A field that returns a Connection of the catalogue's entity."""

    def rows(context: Context, **values: Any) -> ConnectionRows:
        paging = {name: values.pop(name) for name in PAGING if name in values}
        return connection.of_listing(
            context, _chosen(catalogue, context, values), Arguments(**paging)
        )

    return query(
        rows, description, holds=CONNECTION, **PAGING, **_choosing(catalogue, filter, order)
    )


def page_of(catalogue: Catalogue, filter: Any, order: Any, description: str) -> Any:
    """A field that returns a Page of the catalogue's entity."""

    def rows(context: Context, page: int, size: int, **values: Any) -> PageRows:
        return PageRows(context, _chosen(catalogue, context, values), page, size)

    return query(rows, description, holds=PAGE_SIZE, **PAGE, **_choosing(catalogue, filter, order))


def _chosen(catalogue: Catalogue, context: Context, values: dict[str, Any]) -> Listing:
    chosen = {name: given(value) for name, value in values.items()}
    return catalogue.listing(context.viewer, **chosen)


def _choosing(catalogue: Catalogue, filter: Any, order: Any) -> dict[str, Argument]:
    """The arguments that choose what is listed, and in which order."""
    choosing = {"filter": Argument(filter | None, "Only items that meet these conditions.")}
    if order is None:
        return choosing
    columns = " or ".join(name.replace("_", " ") for name in catalogue.searched)
    wanted = f"Only items in whose {columns} every word of this occurs"
    return {
        **choosing,
        "search": Argument(
            str | None,
            f"{wanted}, in any order, without regard to case and accents; at most 200 characters "
            "and 12 words.",
        ),
        "order_by": Argument(
            list[order] | None,
            "What to order by, most important first; if left out, items whose words begin with "
            "those of `search` first, then the newest. Nulls come last.",
        ),
    }
