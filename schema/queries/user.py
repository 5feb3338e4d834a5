"""Accounts: one's own, visible ones, and for super admins all of them."""

import strawberry

from loaders.user import user_by_id
from resolvers.user import CATALOGUE, is_username_free
from schema.arguments import REQUIRED, Argument, an_id
from schema.fields import asked, by_key, own
from schema.inputs.user import UserFilter, UserOrder
from schema.lists import listing, page
from schema.types.listing import Connection, Page
from schema.types.user import User


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
