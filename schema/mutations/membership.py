"""Changes to memberships."""

import strawberry
from strawberry import ID

from resolvers import invitation, membership
from resolvers.membership_limits import MOST_INVITATIONS, MOST_ORGANIZATIONS
from schema.arguments import REQUIRED, Argument, an_id
from schema.enums import MembershipRole
from schema.fields import written
from schema.inputs.fields import optional, required
from schema.mutation import mutation
from schema.payload import Payload
from schema.types.membership import Membership

THE_MEMBERSHIP = an_id("The membership.")


@strawberry.input(description="A user or an address to invite.")
class InviteMemberInput:
    organization_id: ID = required("The organization to invite to.")
    user_id: ID | None = optional("The user to invite: one whose profile the viewer sees.")
    email: str | None = optional(
        "In place of a user: an address. Whoever proves it finds the invitation; the payload tells "
        "of no membership before."
    )
    role: MembershipRole = required(
        "The role to offer; OWNER is for after `reauthenticate`.", default=MembershipRole.STAFF
    )


@strawberry.type(description="A membership that was written.")
class MembershipPayload(Payload):
    membership: Membership | None = written(
        "The membership as it is now; null if nothing was written."
    )


@strawberry.type
class MembershipMutation:
    invite_member: MembershipPayload | None = mutation(
        invitation.invite,
        MembershipPayload,
        "Invite a user whose profile one sees, or an address, as an owner or, to roles below one's "
        f"own, as a manager; an account has at most {MOST_INVITATIONS} open invitations.",
        InviteMemberInput,
    )
    accept_invitation: MembershipPayload | None = mutation(
        invitation.accept,
        MembershipPayload,
        "Accept an invitation of one's own; an account belongs to at most "
        f"{MOST_ORGANIZATIONS} organizations.",
        id=THE_MEMBERSHIP,
    )
    set_member_role: MembershipPayload | None = mutation(
        membership.set_role,
        MembershipPayload,
        "Give a member another role; the last owner stays one.",
        id=THE_MEMBERSHIP,
        role=Argument(
            MembershipRole, "The new role; OWNER is for after `reauthenticate`.", REQUIRED
        ),
    )
    remove_member: MembershipPayload | None = mutation(
        membership.remove,
        MembershipPayload,
        "Remove a member or an invitation; with one's own membership: decline or leave.",
        id=THE_MEMBERSHIP,
    )
