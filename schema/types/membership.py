"""Memberships as clients see them."""

import datetime as dt

import strawberry

from loaders.organization import organization_of_membership
from loaders.user import user_of_membership
from schema.enums import MembershipRole, MembershipStatus
from schema.fields import column, one
from schema.refs import OrganizationRef, UserRef
from schema.types.node import Node


@strawberry.type(description="A user's place in an organization, or an invitation to it.")
class Membership(Node):
    organization: OrganizationRef = one(
        organization_of_membership, "organization_id", "The organization."
    )
    user: UserRef = one(user_of_membership, "user_id", "The member or invitee.")
    role: MembershipRole = column("What the member may do.")
    status: MembershipStatus = column("Whether the invitation has been accepted.")
    created_at: dt.datetime = column("When the user was first invited.")
