"""Accounts as clients see them."""

import datetime as dt

import strawberry

from resolvers import user
from schema.fields import column, field
from schema.refs import ProfileRef
from schema.types.node import Node


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
    profile: ProfileRef | None = field(
        user.profile, "The user's profile; null where the viewer may not see it."
    )
