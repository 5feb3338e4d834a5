"""A second factor."""

from typing import Any, Self

import strawberry

from auth.two_factor import CODES
from resolvers import two_factor
from resolvers.fields.declared import ListSize
from schema.arguments import optional_id
from schema.fields import written
from schema.inputs.fields import required
from schema.mutation import mutation
from schema.mutations.identity import AuthPayload
from schema.payload import Payload
from schema.types.user import User

CODE = "Six digits of the authenticator, or a recovery code."


@strawberry.input(description="The answer to a challenge.")
class VerifyTwoFactorInput:
    challenge: str = required("The `twoFactorChallenge` of a sign-in.")
    code: str = required(CODE)


@strawberry.input(description="A code of an authenticator.")
class TwoFactorCodeInput:
    code: str = required("Six digits of the authenticator that was enrolled last.")


@strawberry.type(description="What an authenticator has to know; shown once.")
class EnrolTwoFactorPayload(Payload):
    secret: str | None = written("The secret in base32, to be typed.")
    otpauth_url: str | None = written("The same as a URL, to be shown as a QR code.")

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(secret=row.secret, otpauth_url=row.otpauth_url)


@strawberry.type(description="Recovery codes; shown once.")
class RecoveryCodesPayload(Payload):
    recovery_codes: list[str] | None = written(
        "Ten codes, each good once in place of one of the authenticator.",
        size=ListSize(default=CODES, most=CODES),
    )

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(recovery_codes=row.codes)


@strawberry.type(description="An account whose second factor was taken off.")
class TwoFactorPayload(Payload):
    user: User | None = written("Whose it was.")


@strawberry.type
class TwoFactorMutation:
    verify_two_factor: AuthPayload | None = mutation(
        two_factor.verify,
        AuthPayload,
        "Go on with a sign-in that asks for a code.",
        VerifyTwoFactorInput,
    )
    enrol_two_factor: EnrolTwoFactorPayload | None = mutation(
        two_factor.enrol,
        EnrolTwoFactorPayload,
        "Ask for the secret of a second factor, after `reauthenticate`; nothing is on until "
        "`confirmTwoFactor`.",
    )
    confirm_two_factor: RecoveryCodesPayload | None = mutation(
        two_factor.confirm,
        RecoveryCodesPayload,
        "Turn on the second factor that was enrolled last, after `reauthenticate`, and end all "
        "other sessions.",
        TwoFactorCodeInput,
    )
    disable_two_factor: TwoFactorPayload | None = mutation(
        two_factor.disable,
        TwoFactorPayload,
        "Take off the second factor, after `reauthenticate`, and end all other sessions; a super "
        "admin may take off anybody's.",
        user_id=optional_id("Whose it is; the viewer's own if left out."),
    )
    renew_recovery_codes: RecoveryCodesPayload | None = mutation(
        two_factor.renew_recovery_codes,
        RecoveryCodesPayload,
        "Ten new recovery codes in place of those that are left, after `reauthenticate`.",
    )
