"""The ways to list an entity, each written once: connections, and numbered pages."""

from typing import Any

from loaders import relation as loaders
from resolvers.fields.declared import Connected, Listed, Paged
from resolvers.lists.listing import Catalogue
from schema.arguments import PAGE, PAGING, Argument
from schema.fields import answered


def connection(relation: loaders.Many, description: str) -> Any:
    """A connection of the rows of a relation that belong to the row."""
    return answered(Connected(relation), description, **PAGING)


def listing(catalogue: Catalogue, filter: Any, order: Any, description: str) -> Any:
    """A connection of the rows of a catalogue."""
    return answered(Listed(catalogue), description, **PAGING, **_choosing(catalogue, filter, order))


def page(catalogue: Catalogue, filter: Any, order: Any, description: str) -> Any:
    """A numbered page of the rows of a catalogue."""
    return answered(Paged(catalogue), description, **PAGE, **_choosing(catalogue, filter, order))


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
