"""Ends of one's own sessions."""

from typing import Any, Self

import strawberry

from resolvers import session
from schema.arguments import an_id
from schema.fields import written
from schema.mutation import mutation
from schema.payload import Payload


@strawberry.type(description="The end of sessions.")
class RevokeSessionPayload(Payload):
    revoked: int = written("How many sessions were ended.", default=0)

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(revoked=row)


@strawberry.type
class SessionMutation:
    revoke_session: RevokeSessionPayload | None = mutation(
        session.revoke,
        RevokeSessionPayload,
        "End one of the viewer's sessions.",
        id=an_id("The session."),
    )
    revoke_other_sessions: RevokeSessionPayload | None = mutation(
        session.revoke_others,
        RevokeSessionPayload,
        "End all of the viewer's sessions but the one of this request.",
    )
