"""The audit trail."""

from typing import Any

import strawberry

from resolvers import audit
from resolvers.connection import Arguments, ConnectionRows
from resolvers.context import Context
from schema.arguments import PAGING
from schema.fields import query
from schema.types.audit_event import AuditEvent
from schema.types.listing import Connection


def _events(context: Context, **paging: Any) -> ConnectionRows:
    return audit.events(context, Arguments(**paging))


@strawberry.type
class AuditEventQuery:
    audit_events: Connection[AuditEvent] | None = query(
        _events, "Everything that left an event, newest first; super admins only.", **PAGING
    )
