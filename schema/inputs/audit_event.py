"""Which audit events to list."""

import strawberry

from schema.inputs.fields import optional
from schema.inputs.filters import AND, NOT, OR, DateTimeFilter, IDFilter, StringFilter


@strawberry.input(description="Conditions on audit events; all that are given must hold.")
class AuditEventFilter:
    action: StringFilter | None = optional("What was done.")
    actor_id: IDFilter | None = optional("The id of who did it.")
    subject_id: IDFilter | None = optional("The id of what it was done to.")
    at: DateTimeFilter | None = optional("When it was done.")
    and_: list["AuditEventFilter"] | None = optional(AND, name="and")
    or_: list["AuditEventFilter"] | None = optional(OR, name="or")
    not_: "AuditEventFilter | None" = optional(NOT, name="not")
