"""Signing up, in and out, and keeping one's password."""

import dataclasses
import datetime as dt
from typing import Any, Self

import strawberry

from resolvers import identity, password
from schema.fields import written
from schema.inputs.fields import optional, required
from schema.mutation import mutation
from schema.mutations.user import EMAIL, PASSWORD, USERNAME
from schema.payload import Payload
from schema.types.user import User


@strawberry.input(description="An account to open.")
class RegisterInput:
    email: str = required(EMAIL)
    username: str = required(USERNAME)
    password: str = required(PASSWORD)


@strawberry.input(description="Credentials to sign in with.")
class LoginInput:
    email: str = required("The address of the account.")
    password: str = required("The password of the account.")


@strawberry.input(description="A refresh token to trade in.")
class RefreshTokenInput:
    refresh_token: str = required("The newest refresh token of the session.")


@strawberry.input(description="A new password for the signed-in user.")
class ChangePasswordInput:
    current_password: str = required("The password so far.")
    new_password: str = required(PASSWORD)


@strawberry.type(description="The tokens of a session, and whose it is.")
class AuthPayload(Payload):
    access_token: str | None = written("A JWT: send it as `Authorization: Bearer <token>`.")
    refresh_token: str | None = written("Trade it for the next tokens, once; keep it secret.")
    token_type: str | None = written("Always `Bearer`.")
    expires_in: int | None = written("Seconds until the access token expires.")
    user: User | None = written("Who is signed in.")
    two_factor_challenge: str | None = written(
        "In place of tokens where a second factor is on: answer it with `verifyTwoFactor`, in "
        "the same browser, within five minutes."
    )

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(**{item.name: getattr(row, item.name) for item in dataclasses.fields(row)})


@strawberry.type(description="The end of a session.")
class LogoutPayload(Payload):
    pass


@strawberry.input(description="The password once more.")
class ReauthenticateInput:
    password: str = required("The password of the signed-in user.")
    code: str | None = optional("A code of the second factor, or a recovery code, where one is on.")


@strawberry.type(description="A password that was shown again.")
class ReauthenticatePayload(Payload):
    expires_at: dt.datetime | None = written("Until when this session may do what needs it.")


@strawberry.type(description="A changed password.")
class ChangePasswordPayload(Payload):
    pass


@strawberry.type
class IdentityMutation:
    register: AuthPayload | None = mutation(
        identity.register, AuthPayload, "Open an account and sign in to it.", RegisterInput
    )
    login: AuthPayload | None = mutation(
        identity.login, AuthPayload, "Sign in with email and password.", LoginInput
    )
    refresh_token: AuthPayload | None = mutation(
        identity.refresh_token,
        AuthPayload,
        "Trade a refresh token for new tokens; an old one ends its session.",
        RefreshTokenInput,
    )
    logout: LogoutPayload | None = mutation(
        identity.logout, LogoutPayload, "End the session of the token in use."
    )
    reauthenticate: ReauthenticatePayload | None = mutation(
        password.reauthenticate,
        ReauthenticatePayload,
        "Show the password again, for ten minutes of this session.",
        ReauthenticateInput,
    )
    change_password: ChangePasswordPayload | None = mutation(
        password.change,
        ChangePasswordPayload,
        "Set a new password and end all other sessions.",
        ChangePasswordInput,
    )
