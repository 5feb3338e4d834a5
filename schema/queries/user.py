"""Accounts: one's own, visible ones, and for super admins all of them."""

import strawberry

from resolvers import user as resolve
from schema.arguments import REQUIRED, Argument, an_id
from schema.fields import query
from schema.inputs.user import UserFilter, UserOrder
from schema.queries.listing import connection_of, page_of
from schema.types.listing import Connection, Page
from schema.types.user import User


@strawberry.type
class UserQuery:
    me: User | None = query(resolve.me, "The signed-in user; null for anonymous viewers.")
    user: User | None = query(
        resolve.by_id, "A user by id; null where the viewer may not see it.", id=an_id("The user.")
    )
    users: Connection[User] | None = connection_of(
        resolve.CATALOGUE,
        UserFilter,
        UserOrder,
        "All users, inactive ones included; super admins only.",
    )
    users_page: Page[User] | None = page_of(
        resolve.CATALOGUE,
        UserFilter,
        UserOrder,
        "All users in numbered pages, inactive ones included; super admins only.",
    )
    is_username_free: bool = query(
        resolve.is_username_free,
        "Whether an account may be opened under a name; counted as a registration is.",
        username=Argument(str, "The username.", REQUIRED),
    )
