"""Audit events as super admins, and users for their own account, see them."""

import datetime as dt

import strawberry

from resolvers import audit
from schema.fields import column, field
from schema.refs import UserRef
from schema.types.node import Node


@strawberry.type(description="Something that happened to an account or was done by a super admin.")
class AuditEvent(Node):
    at: dt.datetime = field(audit.at, "When it happened.")
    action: str = column("What happened, such as `LOGIN_FAILED` or `USER_DEACTIVATED`.")
    actor: UserRef | None = field(
        audit.actor,
        "Who did it; null where nobody was signed in, or to those who may not see them.",
    )
    subject: Node | None = field(
        audit.subject, "What it was done to; null where it is gone or hidden."
    )
    ip_address: str | None = column(
        "The address that the request came from; null to others than who did it."
    )
    user_agent: str | None = column(
        "The client, as it names itself; null to others than who did it."
    )
