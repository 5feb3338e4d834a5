"""Changes to accounts."""

import strawberry

from resolvers import user
from schema.arguments import REQUIRED, Argument, an_id
from schema.fields import written
from schema.inputs.user import CreateUserInput, UpdateUserInput
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.user import User

THE_USER = an_id("The user.")


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
        "Change one's own account, or as a super admin anyone's.",
        UpdateUserInput,
    )
    deactivate_user: UserPayload | None = mutation(
        user.deactivate,
        UserPayload,
        "Close one's own account, or as a super admin anyone's, and end its sessions.",
        id=THE_USER,
    )
    activate_user: UserPayload | None = mutation(
        user.activate, UserPayload, "Open a closed account again; super admins only.", id=THE_USER
    )
    set_super_admin: UserPayload | None = mutation(
        user.set_super_admin,
        UserPayload,
        "Grant or withdraw the right to do everything; super admins only, never the last one.",
        id=THE_USER,
        is_super_admin=Argument(bool, "Whether the user may do everything.", REQUIRED),
    )
