"""Changes to accounts."""

import datetime as dt

import strawberry
from strawberry import ID

from resolvers import user
from schema.arguments import REQUIRED, Argument, an_id
from schema.fields import written
from schema.inputs.fields import expected_updated_at, optional, required
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.user import User

EMAIL = "The address to sign in with, unique without regard to case; at most 320 characters."
USERNAME = "The name that everyone sees, unique without regard to case; at most 150 characters."
PASSWORD = "At least 8 and at most 1,024 characters, not a common password."  # noqa: S105
THE_USER = an_id("The user.")


@strawberry.input(description="An account to open for somebody else.")
class CreateUserInput:
    email: str = required(EMAIL)
    username: str = required(USERNAME)
    password: str = required(PASSWORD)
    is_active: bool = required("Whether the account is open at once.", default=True)
    is_super_admin: bool = required(
        "Whether the account may do everything; true is for after `reauthenticate`.", default=False
    )


@strawberry.input(description="Changes to an account; what is left out stays as it is.")
class UpdateUserInput:
    id: ID = required("The id of the account.")
    username: str | None = optional(USERNAME)
    email: str | None = optional(EMAIL)
    expected_updated_at: dt.datetime | None = expected_updated_at()


@strawberry.type(description="An account that was written.")
class UserPayload(Payload):
    user: User | None = written("The account as it is now; null if nothing was written.")


@strawberry.type
class UserMutation:
    create_user: UserPayload | None = mutation(
        user.create,
        UserPayload,
        "Open an account for somebody else; super admins only.",
        CreateUserInput,
    )
    update_user: UserPayload | None = mutation(
        user.update,
        UserPayload,
        "Change one's own account, or as a super admin anyone's; an address after "
        "`reauthenticate`.",
        UpdateUserInput,
    )
    deactivate_user: UserPayload | None = mutation(
        user.deactivate,
        UserPayload,
        "Close one's own account, or as a super admin anyone's, and end its sessions; after "
        "`reauthenticate` where it is one's own or a super admin's.",
        id=THE_USER,
    )
    activate_user: UserPayload | None = mutation(
        user.activate,
        UserPayload,
        "Open a closed account again, after `reauthenticate`; super admins only.",
        id=THE_USER,
    )
    set_super_admin: UserPayload | None = mutation(
        user.set_super_admin,
        UserPayload,
        "Grant or withdraw the right to do everything, after `reauthenticate`; super admins only, "
        "never the last one.",
        id=THE_USER,
        is_super_admin=Argument(bool, "Whether the user may do everything.", REQUIRED),
    )
