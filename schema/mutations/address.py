"""Proof of an address."""

import strawberry

from resolvers import address, address_change
from schema.fields import written
from schema.inputs.fields import required
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.user import User


@strawberry.input(description="Proof of an address.")
class VerifyEmailInput:
    token: str = required("The token of the link that was mailed to the address.")


@strawberry.input(description="Another address for the viewer's account.")
class RequestEmailChangeInput:
    email: str = required("The new address; it stays as it is until that is confirmed there.")


@strawberry.type(description="An address of an account.")
class EmailPayload(Payload):
    user: User | None = written("Whose address it is.")


@strawberry.type
class AddressMutation:
    verify_email: EmailPayload | None = mutation(
        address.verify,
        EmailPayload,
        "Prove an address by the token of a link that was mailed to it, confirm a new one or "
        "undo that; send the access token "
        "along where somebody is signed in.",
        VerifyEmailInput,
    )
    request_email_change: EmailPayload | None = mutation(
        address_change.request,
        EmailPayload,
        "Mail a link to a new address, which `verifyEmail` makes the viewer's; after "
        "`reauthenticate`. The answer is the same for an address that is taken.",
        RequestEmailChangeInput,
    )
    request_email_verification: EmailPayload | None = mutation(
        address.request_verification,
        EmailPayload,
        "Mail the link that proves the viewer's address again.",
    )
