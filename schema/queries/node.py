"""Anything by its id."""

import strawberry

from resolvers import node as resolve
from schema.arguments import REQUIRED, Argument, an_id
from schema.fields import query
from schema.sizes import ListSize
from schema.types.node import Node


@strawberry.type
class NodeQuery:
    node: Node | None = query(
        resolve.by_id,
        "Anything by its id; null for an unknown id and for what the viewer may not see.",
        id=an_id("The id of anything."),
    )
    nodes: list[Node | None] = query(
        resolve.by_ids,
        "Several things by their ids, in the same order; null where there is nothing to see.",
        holds=ListSize(("ids",)),
        ids=Argument(list[strawberry.ID], "The ids, 100 at most.", REQUIRED),
    )
