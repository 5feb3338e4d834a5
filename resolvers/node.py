"""Any entity by its id: one statement finds what the viewer may see, then one reads each type."""

from collections.abc import Sequence

from sqlalchemy import Connection, literal, select, union_all

from base.errors import BadUserInput
from db.keys import among
from db.models import ENTITIES
from db.types import Record
from db.viewer import Viewer
from resolvers.operation.context import Context

LARGEST = 100
TYPENAME = "_typename"
"""The column that tells what a row fetched here is."""


async def by_id(context: Context, id: str) -> Record | None:
    """The visible entity with this id, or None."""
    found: Record | None = await context.load(_nodes, id)
    return found


async def by_ids(context: Context, ids: Sequence[str]) -> list[Record | None]:
    """As `by_id`, in the order of `ids`; BadUserInput for more than 100."""
    if len(ids) > LARGEST:
        raise BadUserInput(f"`ids` takes {LARGEST} ids at most.", argument="ids")
    return [await node for node in [context.load(_nodes, id) for id in ids]]


def _nodes(connection: Connection, viewer: Viewer, keys: Sequence[str]) -> list[Record | None]:
    """A hidden row costs the same statements as none: it is not even found to be of a type."""
    kinds = union_all(
        *(
            select(entity.column("id"), literal(name).label(TYPENAME)).where(
                among(connection, entity.column("id"), keys), entity.visible_to(viewer)
            )
            for name, entity in ENTITIES.items()
        )
    )
    present = {kind for _, kind in connection.execute(kinds)}
    found = {}
    for name in sorted(present):
        entity = ENTITIES[name]
        statement = select(literal(name).label(TYPENAME), *entity.readable()).where(
            among(connection, entity.column("id"), keys), entity.visible_to(viewer)
        )
        found.update({row.id: row for row in connection.execute(statement)})
    return [found.get(key) for key in keys]
