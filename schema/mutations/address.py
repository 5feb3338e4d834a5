"""Proof of an address."""

import strawberry

from resolvers import address
from schema.fields import written
from schema.inputs.fields import required
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.user import User


@strawberry.input(description="Proof of an address.")
class VerifyEmailInput:
    token: str = required("The token of the link that was mailed to the address.")


@strawberry.type(description="An address of an account.")
class EmailPayload(Payload):
    user: User | None = written("Whose address it is.")


@strawberry.type
class AddressMutation:
    verify_email: EmailPayload | None = mutation(
        address.verify,
        EmailPayload,
        "Prove an address by the token of a link that was mailed to it; send the access token "
        "along where somebody is signed in.",
        VerifyEmailInput,
    )
    request_email_verification: EmailPayload | None = mutation(
        address.request_verification,
        EmailPayload,
        "Mail the link that proves the viewer's address again.",
    )
