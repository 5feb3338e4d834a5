"""Accounts as clients see them."""

import datetime as dt

import strawberry

from loaders.audit_event import events_by_account
from loaders.data_export import exports_by_user
from loaders.membership import memberships_by_user
from loaders.profile import profile_by_user
from loaders.session import sessions_by_user
from resolvers.lists.listing import LARGEST_SIZE
from schema.fields import column, many, one
from schema.lists import connection
from schema.refs import ProfileRef
from schema.types.audit_event import AuditEvent
from schema.types.data_export import DataExport
from schema.types.listing import Connection
from schema.types.membership import Membership
from schema.types.node import Node
from schema.types.session import Session


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
    is_email_verified: bool | None = column(
        "Whether a link that was mailed to the address was opened; null to others."
    )
    pending_email: str | None = column("A new address that is not confirmed yet; null to others.")
    has_two_factor: bool | None = column("Whether a code is asked for at sign-in; null to others.")
    recovery_codes_left: int | None = column(
        "How many recovery codes were not used yet, null without a second factor; null to all but "
        "themselves."
    )
    memberships: Connection[Membership] | None = connection(
        memberships_by_user,
        "Memberships and invitations, newest first; null to others.",
    )
    sessions: list[Session] | None = many(
        sessions_by_user,
        "Where the user is signed in, newest first, the newest 100 if `first` is left out; "
        "null to all but themselves.",
        most=LARGEST_SIZE,
        is_cut=True,
    )
    data_exports: list[DataExport] | None = many(
        exports_by_user,
        "What was asked for with `requestDataExport`, newest first, the newest 100 if `first` is "
        "left out; null to all but themselves.",
        most=LARGEST_SIZE,
        is_cut=True,
    )
    security_events: Connection[AuditEvent] | None = connection(
        events_by_account,
        "What happened to the account, newest first; null to others.",
    )
    profile: ProfileRef | None = one(
        profile_by_user, "id", "The user's profile; null where the viewer may not see it."
    )
