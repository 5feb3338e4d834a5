"""acceptInvitation: an invitee becomes a member; nobody accepts for somebody else."""

from typing import Any

import pytest

from db.models import MembershipRole, MembershipStatus
from db.types import new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored, trail

ACCEPT = """
mutation ($id: ID!) {
  acceptInvitation(id: $id) {
    membership {
      id role status
      organization { id myRole members { totalCount } }
    }
    errors { code path }
  }
}
"""
OWNER, MANAGER, STAFF = MembershipRole
INVITED, ACTIVE = MembershipStatus
REFUSED = {
    "data": {
        "acceptInvitation": {
            "membership": None,
            "errors": [{"code": "NOT_FOUND", "path": ["id"]}],
        }
    }
}


def accept(api: Api, token: str | None, id: str) -> dict[str, Any]:
    return api.execute(ACCEPT, {"id": id}, token)


def test_an_invitee_becomes_a_member_in_the_role_that_was_offered(api: Api, make: Make) -> None:
    organization, user = make.organization(), make.user()
    invitation = make.membership(organization, user, MANAGER, INVITED)
    membership = {
        "id": invitation.id,
        "role": "MANAGER",
        "status": "ACTIVE",
        "organization": {
            "id": organization.id,
            "myRole": "MANAGER",
            "members": {"totalCount": 2},
        },
    }
    payload = {"membership": membership, "errors": []}
    body = accept(api, make.token(user), invitation.id)
    assert body == {"data": {"acceptInvitation": payload}}
    row = stored(api, invitation)
    assert row.status is ACTIVE
    assert row.updated_at > invitation.updated_at
    assert trail(api) == [("MEMBER_JOINED", user.id, invitation.id, user.id)]


def test_a_second_time_changes_nothing(api: Api, make: Make) -> None:
    user = make.user()
    invitation = make.membership(make.organization(), user, STAFF, INVITED)
    token = make.token(user)
    first = accept(api, token, invitation.id)
    row = stored(api, invitation)
    assert accept(api, token, invitation.id) == first
    assert stored(api, invitation).updated_at == row.updated_at
    assert len(trail(api)) == 1


def test_nobody_accepts_for_somebody_else(api: Api, make: Make) -> None:
    owner, other, admin = make.user(), make.user(), make.admin()
    organization = make.organization(owner)
    invitation = make.membership(organization, status=INVITED)
    for user in (owner, other, admin):
        assert accept(api, make.token(user), invitation.id) == REFUSED
        assert accept(api, make.token(user), new_id()) == REFUSED
    assert stored(api, invitation).status is INVITED
    assert trail(api) == []


def test_what_was_taken_back_cannot_be_accepted(api: Api, make: Make) -> None:
    user, admin = make.user(), make.admin()
    organization, closed = make.organization(), make.organization(is_active=False)
    taken = make.membership(organization, user, STAFF, INVITED, is_active=False)
    gone = make.membership(closed, user, STAFF, INVITED)
    admins = make.membership(organization, admin, STAFF, INVITED, is_active=False)
    for membership, viewer in ((taken, user), (gone, user), (admins, admin)):
        assert accept(api, make.token(viewer), membership.id) == REFUSED
        assert stored(api, membership).status is INVITED


def test_without_a_token_nothing_runs(api: Api) -> None:
    with api.statements() as seen:
        assert api.codes(ACCEPT, {"id": new_id()}) == ["UNAUTHENTICATED"]
    assert seen == []


@pytest.mark.parametrize("loss", ["removed", "demoted"])
def test_an_invitation_is_worth_what_its_maker_may_do_when_it_is_accepted(
    api: Api, make: Make, loss: str
) -> None:
    owner, second, friend = make.user(), make.user(), make.user()
    make.profile(friend)
    organization = make.organization(owner)
    own = make.membership(organization, second, MembershipRole.OWNER)
    values = {"organizationId": organization.id, "userId": friend.id, "role": "OWNER"}
    invite = "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { membership { id } } }"
    offered = api.data(invite, {"i": values}, make.token(second))["inviteMember"]["membership"]
    change = {
        "removed": "removeMember(id: $id)",
        "demoted": "setMemberRole(id: $id, role: MANAGER)",
    }[loss]
    document = f"mutation ($id: ID!) {{ {change} {{ errors {{ code }} }} }}"
    api.data(document, {"id": own.id}, make.token(owner))
    accept = "mutation ($id: ID!) { acceptInvitation(id: $id) { errors { code path } } }"
    answer = api.data(accept, {"id": offered["id"]}, make.token(friend))
    refused = [{"code": "NOT_FOUND", "path": ["id"]}]
    assert answer == {"acceptInvitation": {"errors": refused}}
