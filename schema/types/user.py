"""Accounts as clients see them."""

import datetime as dt
from typing import Any

import strawberry

from resolvers import audit, membership, session, user
from resolvers.connection import Arguments, ConnectionRows
from resolvers.context import Context
from schema.arguments import PAGING
from schema.fields import column, field
from schema.refs import ProfileRef
from schema.types.audit_event import AuditEvent
from schema.types.listing import Connection
from schema.types.membership import Membership
from schema.types.node import Node
from schema.types.session import Session


def _security_events(root: Any, context: Context, **paging: Any) -> ConnectionRows:
    return audit.security_events(root, context, Arguments(**paging))


@strawberry.type(description="An account.")
class User(Node):
    username: str = column("The name that everyone sees; unique without regard to case.")
    created_at: dt.datetime = column("When the account was opened.")
    email: str | None = column("The address to sign in with; null to others.")
    is_active: bool | None = column("Whether the account is open; null to others.")
    is_super_admin: bool | None = column("Whether the account may do everything; null to others.")
    updated_at: dt.datetime | None = column("When the account last changed; null to others.")
    deactivated_at: dt.datetime | None = column("When the account was closed; null to others.")
    last_login_at: dt.datetime | None = column("When the user last signed in; null to others.")
    memberships: list[Membership] | None = field(
        membership.of_user, "Memberships and invitations, newest first; null to others."
    )
    sessions: list[Session] | None = field(
        session.of_user, "Where the user is signed in, newest first; null to all but themselves."
    )
    security_events: Connection[AuditEvent] | None = field(
        _security_events, "What happened to the account, newest first; null to others.", **PAGING
    )
    profile: ProfileRef | None = field(
        user.profile, "The user's profile; null where the viewer may not see it."
    )
