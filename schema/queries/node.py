"""Anything by its id."""

import strawberry

from resolvers import node as resolve
from resolvers.fields.declared import ListSize
from schema.arguments import REQUIRED, Argument, an_id
from schema.fields import asked
from schema.types.node import Node


@strawberry.type
class NodeQuery:
    node: Node | None = asked(
        resolve.by_id,
        "Anything by its id; null for an unknown id and for what the viewer may not see.",
        why="a row of whichever type the id is of",
        id=an_id("The id of anything."),
    )
    nodes: list[Node | None] = asked(
        resolve.by_ids,
        "Several things by their ids, in the same order; null where there is nothing to see.",
        why="rows of whichever types the ids are of",
        size=ListSize(("ids",)),
        ids=Argument(list[strawberry.ID], "The ids, 100 at most.", REQUIRED),
    )
