"""Organizations as clients see them."""

import datetime as dt

import strawberry

from resolvers import organization
from schema.enums import MembershipRole
from schema.fields import column, field
from schema.refs import MembershipRef, UserRef
from schema.types.listing import Connection, connection
from schema.types.node import Node


@strawberry.type(description="A group of users, seen by its members and those it invited.")
class Organization(Node):
    name: str = column("The name.")
    slug: str = column("A name for addresses, derived from the first name and kept for good.")
    category: str | None = column("What kind of organization it is.")
    subcategory: str | None = column("What kind within the category.")
    owner: UserRef | None = field(
        organization.owner, "The owner of record; null once their account is closed."
    )
    is_active: bool = column("Whether the organization is active.")
    created_at: dt.datetime = column("When the organization was created.")
    updated_at: dt.datetime = column("When the organization last changed.")
    deactivated_at: dt.datetime | None = column("When the organization was deactivated.")
    my_role: MembershipRole | None = field(
        organization.my_role, "The viewer's role; null for those who are only invited."
    )
    members: Connection[MembershipRef] = connection(
        organization.members,
        "Members, and for managers and owners invitations, newest first; empty to invitees.",
    )
