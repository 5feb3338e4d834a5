"""Memberships as clients see them."""

import datetime as dt

import strawberry

from resolvers import membership
from schema.enums import MembershipRole, MembershipStatus
from schema.fields import column, field
from schema.refs import OrganizationRef, UserRef
from schema.types.node import Node


@strawberry.type(description="A user's place in an organization, or an invitation to it.")
class Membership(Node):
    organization: OrganizationRef = field(membership.organization, "The organization.")
    user: UserRef = field(membership.user, "The member or invitee.")
    role: MembershipRole = column("What the member may do.")
    status: MembershipStatus = column("Whether the invitation has been accepted.")
    created_at: dt.datetime = column("When the user was first invited.")
