"""A forgotten password."""

import strawberry

from resolvers import recovery
from schema.inputs.fields import required
from schema.mutation import mutation
from schema.mutations.identity import AuthPayload
from schema.mutations.user import PASSWORD
from schema.payload import Payload


@strawberry.input(description="An account whose password was forgotten.")
class RequestPasswordResetInput:
    email: str = required("The address of the account.")


@strawberry.input(description="A new password in place of a forgotten one.")
class ResetPasswordInput:
    token: str = required("The token of the link that was mailed.")
    new_password: str = required(PASSWORD)


@strawberry.type(description="A link that was asked for; the mailbox is told whether there is one.")
class RequestPasswordResetPayload(Payload):
    pass


@strawberry.type
class RecoveryMutation:
    request_password_reset: RequestPasswordResetPayload | None = mutation(
        recovery.request,
        RequestPasswordResetPayload,
        "Mail a link that sets a new password; the answer is the same for an unknown address.",
        RequestPasswordResetInput,
    )
    reset_password: AuthPayload | None = mutation(
        recovery.reset,
        AuthPayload,
        "Set a new password by the token of a link, end every session and sign in.",
        ResetPasswordInput,
    )
