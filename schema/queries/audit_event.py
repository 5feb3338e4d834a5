"""The audit trail."""

import strawberry

from resolvers import audit as resolve
from schema.inputs.audit_event import AuditEventFilter
from schema.queries.listing import connection_of
from schema.types.audit_event import AuditEvent
from schema.types.listing import Connection


@strawberry.type
class AuditEventQuery:
    audit_events: Connection[AuditEvent] | None = connection_of(
        resolve.CATALOGUE,
        AuditEventFilter,
        None,
        "Everything that left an event, newest first; super admins only.",
    )
