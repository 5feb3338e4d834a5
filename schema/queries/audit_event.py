"""The audit trail."""

import strawberry

from resolvers.audit_event import CATALOGUE
from schema.inputs.fields import optional
from schema.inputs.filters import AND, NOT, OR, DateTimeFilter, IDFilter, StringFilter
from schema.lists import listing
from schema.types.audit_event import AuditEvent
from schema.types.listing import Connection


@strawberry.input(description="Conditions on audit events; all that are given must hold.")
class AuditEventFilter:
    action: StringFilter | None = optional("What was done.")
    actor_id: IDFilter | None = optional("The id of who did it.")
    subject_id: IDFilter | None = optional("The id of what it was done to.")
    at: DateTimeFilter | None = optional("When it was done.")
    and_: list["AuditEventFilter"] | None = optional(AND, name="and")
    or_: list["AuditEventFilter"] | None = optional(OR, name="or")
    not_: "AuditEventFilter | None" = optional(NOT, name="not")


@strawberry.type
class AuditEventQuery:
    audit_events: Connection[AuditEvent] | None = listing(
        CATALOGUE,
        AuditEventFilter,
        None,
        "Everything that left an event, newest first; super admins only.",
    )
