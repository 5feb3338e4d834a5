"""Sessions as their owner sees them."""

import datetime as dt

import strawberry

from resolvers import session
from schema.enums import AuthenticationMethod
from schema.fields import column, computed
from schema.types.node import Node


@strawberry.type(description="A sign-in that is still good.")
class Session(Node):
    created_at: dt.datetime = column("When the user signed in.")
    last_used_at: dt.datetime = column("When the session was last refreshed.")
    expires_at: dt.datetime = column("When the session ends unless it is refreshed before.")
    ip_address: str | None = column("The address that signed in.")
    user_agent: str | None = column("The client that signed in, as it names itself.")
    authenticated_with: AuthenticationMethod = column("What the session was opened with.")
    is_current: bool = computed(
        session.is_current,
        "Whether it is the session of this request.",
        why="compared with the token of the request",
    )
