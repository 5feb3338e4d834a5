"""Organizations as clients see them."""

import datetime as dt

import strawberry

from loaders.membership import members_by_organization
from loaders.user import user_by_id
from resolvers import organization
from schema.enums import MembershipRole
from schema.fields import column, computed, one
from schema.lists import connection
from schema.refs import MembershipRef, UserRef
from schema.types.listing import Connection
from schema.types.node import Node


@strawberry.type(description="A group of users, seen by its members and those it invited.")
class Organization(Node):
    name: str = column("The name.")
    slug: str = column("A name for addresses, derived from the first name and kept for good.")
    category: str | None = column("What kind of organization it is.")
    subcategory: str | None = column("What kind within the category.")
    owner: UserRef | None = one(
        user_by_id, "owner_id", "The owner of record; null once their account is closed."
    )
    is_active: bool = column("Whether the organization is active.")
    created_at: dt.datetime = column("When the organization was created.")
    updated_at: dt.datetime = column("When the organization last changed.")
    deactivated_at: dt.datetime | None = column("When the organization was deactivated.")
    my_role: MembershipRole | None = computed(
        organization.my_role,
        "The viewer's role; null for those who are only invited.",
        why="a column of the viewer's own membership",
    )
    members: Connection[MembershipRef] = connection(
        members_by_organization,
        "Members, and for managers and owners invitations, newest first; empty to invitees.",
    )
