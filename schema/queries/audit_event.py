"""The audit trail."""

import strawberry

from resolvers.audit import CATALOGUE
from schema.inputs.audit_event import AuditEventFilter
from schema.lists import listing
from schema.types.audit_event import AuditEvent
from schema.types.listing import Connection


@strawberry.type
class AuditEventQuery:
    audit_events: Connection[AuditEvent] | None = listing(
        CATALOGUE,
        AuditEventFilter,
        None,
        "Everything that left an event, newest first; super admins only.",
    )
