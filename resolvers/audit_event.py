"""The audit trail, as super admins list it."""

from typing import Any

from db.models import AuditEvent
from resolvers import node
from resolvers.lists.listing import Catalogue
from resolvers.operation.context import Context

CATALOGUE = Catalogue(AuditEvent)


async def subject(root: Any, context: Context) -> Any:
    """The row that something was done to; None for one that is no node, or that is hidden."""
    return await node.by_id(context, root.subject_id) if root.subject_id else None
