"""Audit events by what refers to them."""

from db.models import AuditEvent
from db.order import Key
from loaders.relation import Many

events_by_account = Many(
    AuditEvent,
    "account_id",
    keys=(Key(AuditEvent.column("created_at"), descending=True),),
    active_only=False,
)
