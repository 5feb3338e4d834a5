"""What is written to accounts, and how lists of them are ordered."""

import datetime as dt
import enum

import strawberry
from strawberry import ID

from schema.enums import OrderDirection, described
from schema.inputs.fields import expected_updated_at, optional, required
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    IDFilter,
    StringFilter,
)

EMAIL = "The address to sign in with, unique without regard to case; at most 320 characters."
USERNAME = "The name that everyone sees, unique without regard to case; at most 150 characters."
PASSWORD = "At least 8 and at most 1,024 characters, not a common password."  # noqa: S105


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


@strawberry.input(description="An account to open for somebody else.")
class CreateUserInput:
    email: str = required(EMAIL)
    username: str = required(USERNAME)
    password: str = required(PASSWORD)
    is_active: bool = required("Whether the account is open at once.", default=True)
    is_super_admin: bool = required("Whether the account may do everything.", default=False)


@strawberry.input(description="Changes to an account; what is left out stays as it is.")
class UpdateUserInput:
    id: ID = required("The id of the account.")
    username: str | None = optional(USERNAME)
    email: str | None = optional(EMAIL)
    expected_updated_at: dt.datetime | None = expected_updated_at()


@strawberry.input(description="Conditions on users; all that are given must hold.")
class UserFilter:
    id: IDFilter | None = optional("The id.")
    username: StringFilter | None = optional("The username.")
    email: StringFilter | None = optional("The email; super admins only.")
    is_active: BooleanFilter | None = optional("Whether the account is open; super admins only.")
    created_at: DateTimeFilter | None = optional("When the account was opened.")
    last_login_at: DateTimeFilter | None = optional(
        "When the user last signed in; super admins only."
    )
    and_: list["UserFilter"] | None = optional(AND, name="and")
    or_: list["UserFilter"] | None = optional(OR, name="or")
    not_: "UserFilter | None" = optional(NOT, name="not")


@described("What users can be ordered by.")
class UserOrderField(enum.Enum):
    CREATED_AT = "When the account was opened."
    UPDATED_AT = "When the account last changed."
    USERNAME = "The username."
    LAST_LOGIN_AT = "When the user last signed in."


@strawberry.input(description="One key to order users by.")
class UserOrder:
    field: UserOrderField = required("What to order by.")
    direction: OrderDirection = required("In which direction.", default=OrderDirection.ASC)
