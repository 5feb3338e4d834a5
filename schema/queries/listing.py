"""The two ways to list an entity, each written once: a connection and numbered pages."""

from typing import Any

from resolvers import connection
from resolvers.connection import Arguments, ConnectionRows
from resolvers.context import Context
from resolvers.listing import Catalogue
from resolvers.page import PageRows
from schema.arguments import PAGE, PAGING, Argument
from schema.fields import query


def connection_of(catalogue: Catalogue, order: Any, description: str) -> Any:
    """A field that returns a Connection of the catalogue's entity."""

    def rows(
        context: Context, search: str | None = None, order_by: Any = None, **paging: Any
    ) -> ConnectionRows:
        listing = catalogue.listing(search, order_by)
        return connection.of_listing(context, listing, Arguments(**paging))

    return query(rows, description, **PAGING, **_selecting(catalogue, order))


def page_of(catalogue: Catalogue, order: Any, description: str) -> Any:
    """A field that returns a Page of the catalogue's entity."""

    def rows(
        context: Context, page: int, size: int, search: str | None = None, order_by: Any = None
    ) -> PageRows:
        return PageRows(context, catalogue.listing(search, order_by), page, size)

    return query(rows, description, **PAGE, **_selecting(catalogue, order))


def _selecting(catalogue: Catalogue, order: Any) -> dict[str, Argument]:
    columns = " or ".join(name.replace("_", " ") for name in catalogue.searched)
    return {
        "search": Argument(
            str | None, f"Only items whose {columns} contains this text, without regard to case."
        ),
        "order_by": Argument(
            list[order] | None,
            "What to order by, most important first; newest first if left out. Nulls come last.",
        ),
    }
