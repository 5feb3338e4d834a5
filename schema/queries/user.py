"""Accounts: one's own, visible ones, and for super admins all of them."""

import enum

import strawberry

from loaders.user import user_by_id
from resolvers.names import is_username_free
from resolvers.user import CATALOGUE
from schema.arguments import REQUIRED, Argument, an_id
from schema.enums import OrderDirection, described
from schema.fields import asked, by_key, own
from schema.inputs.fields import optional, required
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    IDFilter,
    StringFilter,
)
from schema.lists import listing, page
from schema.types.listing import Connection, Page
from schema.types.user import User


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


@strawberry.type
class UserQuery:
    me: User | None = own(user_by_id, "The signed-in user; null for anonymous viewers.")
    user: User | None = by_key(
        user_by_id, "A user by id; null where the viewer may not see it.", id=an_id("The user.")
    )
    users: Connection[User] | None = listing(
        CATALOGUE,
        UserFilter,
        UserOrder,
        "All users, inactive ones included; super admins only.",
    )
    users_page: Page[User] | None = page(
        CATALOGUE,
        UserFilter,
        UserOrder,
        "All users in numbered pages, inactive ones included; super admins only.",
    )
    is_username_free: bool = asked(
        is_username_free,
        "Whether an account may be opened under a name; counted as a registration is.",
        why="no row is told of",
        username=Argument(str, "The username.", REQUIRED),
    )
