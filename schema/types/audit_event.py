"""Audit events as super admins, and users for their own account, see them."""

import datetime as dt

import strawberry

from loaders.user import user_by_id
from resolvers import audit_event
from schema.fields import column, computed, one
from schema.refs import UserRef
from schema.types.node import Node


@strawberry.type(description="Something that happened to an account or was done by a super admin.")
class AuditEvent(Node):
    at: dt.datetime = column("When it happened.", of="created_at")
    action: str = column("What happened, such as `LOGIN_FAILED` or `USER_DEACTIVATED`.")
    actor: UserRef | None = one(
        user_by_id,
        "actor_id",
        "Who did it; null where nobody was signed in, or to those who may not see them.",
    )
    subject: Node | None = computed(
        audit_event.subject,
        "What it was done to; null where it is gone or hidden.",
        why="a row of any type, as `node` finds it",
    )
    ip_address: str | None = column(
        "The address that the request came from; null to others than who did it."
    )
    user_agent: str | None = column(
        "The client, as it names itself; null to others than who did it."
    )
    reason: str | None = column("Why it was done, where whoever did it had to say so.")
