"""The end of an account, for good."""

import strawberry

from resolvers import erasure
from schema.arguments import Argument, optional_id
from schema.mutation import mutation
from schema.payload import Payload

WHOSE = optional_id("Whose account it is; the viewer's own if left out.")
REASON = Argument(str | None, "Why, where it is somebody else's; the audit trail keeps it.")


@strawberry.type(description="An account that is no more.")
class EraseAccountPayload(Payload):
    pass


@strawberry.type
class ErasureMutation:
    erase_account: EraseAccountPayload | None = mutation(
        erasure.erase,
        EraseAccountPayload,
        "Erase an account for good, after `reauthenticate`: everything about the person goes, and "
        "their names are free again; a super admin may erase anybody's.",
        user_id=WHOSE,
        reason=REASON,
    )
