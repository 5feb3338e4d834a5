"""An account belongs to at most 100 organizations, and has at most 100 open invitations."""

from typing import Any

import pytest

from db.models import Membership, MembershipRole, MembershipStatus, Organization, User
from db.types import new_id
from resolvers.membership_limits import MOST_INVITATIONS, MOST_ORGANIZATIONS
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, stored, trail

CREATE = """
mutation { createOrganization(input: {name: "Ada"}) { organization { id } errors { code path } } }
"""
ACCEPT = """
mutation ($id: ID!) {
  acceptInvitation(id: $id) { membership { status } errors { code path message } }
}
"""
INVITE = """
mutation ($organization: ID!, $user: ID!) {
  inviteMember(input: {organizationId: $organization, userId: $user}) {
    membership { id } errors { code path message }
  }
}
"""
LEAVE = "mutation ($id: ID!) { removeMember(id: $id) { errors { code } } }"
ACTIVE, INVITED = MembershipStatus.ACTIVE, MembershipStatus.INVITED


def join(
    make: Make, user: User, number: int, status: MembershipStatus = ACTIVE, **values: Any
) -> list[Membership]:
    """That many memberships of a user in as many organizations of others."""
    owner = make.user()
    organizations = [
        Organization(id=new_id(), name="Works", slug=new_id(), owner_id=owner.id, **values)
        for _ in range(number)
    ]
    memberships = [
        Membership(
            id=new_id(),
            organization_id=each.id,
            user_id=user.id,
            role=MembershipRole.STAFF,
            status=status,
        )
        for each in organizations
    ]
    make.store_all(organizations)
    make.store_all(memberships)
    return memberships


def codes(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["errors"]]


def test_the_hundred_and_first_organization_is_not_made(api: Api, make: Make) -> None:
    user = make.user()
    join(make, user, MOST_ORGANIZATIONS - 1)
    join(make, user, 3, INVITED)
    join(make, user, 3, is_active=False)
    token = make.token(user)
    assert codes(api.data(CREATE, token=token)["createOrganization"]) == []
    assert codes(api.data(CREATE, token=token)["createOrganization"]) == [("LIMIT_REACHED", [])]
    assert len(every(api, Organization, owner_id=user.id)) == 1
    assert len(trail(api)) == 1


def test_nor_joined_before_another_one_is_left(api: Api, make: Make) -> None:
    user = make.user()
    first, *_ = join(make, user, MOST_ORGANIZATIONS)
    (invitation,) = join(make, user, 1, INVITED)
    token = make.token(user)
    payload = api.data(ACCEPT, {"id": invitation.id}, token)["acceptInvitation"]
    assert codes(payload) == [("LIMIT_REACHED", ["id"])]
    assert "leave one of them first" in payload["errors"][0]["message"]
    assert stored(api, invitation).status is INVITED
    again = api.data(ACCEPT, {"id": first.id}, token)["acceptInvitation"]
    assert again == {"membership": {"status": "ACTIVE"}, "errors": []}
    assert api.data(LEAVE, {"id": first.id}, token) == {"removeMember": {"errors": []}}
    assert codes(api.data(ACCEPT, {"id": invitation.id}, token)["acceptInvitation"]) == []


def test_of_those_that_are_made_and_joined_at_once_no_more_succeed_than_there_is_room_for(
    api: Api, make: Make
) -> None:
    user = make.user()
    join(make, user, MOST_ORGANIZATIONS - 3)
    invitations = join(make, user, 5, INVITED)
    token = make.token(user)
    bodies = api.together(
        [
            *(api.post(CREATE, token=token) for _ in range(5)),
            *(api.post(ACCEPT, {"id": each.id}, token) for each in invitations),
        ]
    )
    answers = [codes(payload) for body in bodies for payload in body["data"].values()]
    assert (answers.count([]), len(answers)) == (3, 10)
    held = every(api, Membership, user_id=user.id, status=ACTIVE)
    assert len(held) == MOST_ORGANIZATIONS


def test_the_hundred_and_first_invitation_is_refused_without_a_number(api: Api, make: Make) -> None:
    owner, user = make.user(), make.user()
    make.profile(user)
    declined, *_ = join(make, user, MOST_INVITATIONS, INVITED)
    join(make, user, 3)
    organization, token = make.organization(owner), make.token(owner)
    variables = {"organization": organization.id, "user": user.id}
    payload = api.data(INVITE, variables, token)["inviteMember"]
    assert codes(payload) == [("LIMIT_REACHED", ["userId"])]
    assert not any(character.isdigit() for character in payload["errors"][0]["message"])
    assert trail(api) == []
    api.data(LEAVE, {"id": declined.id}, make.token(user))
    assert codes(api.data(INVITE, variables, token)["inviteMember"]) == []


def test_that_somebody_belongs_to_many_is_told_to_nobody_else(api: Api, make: Make) -> None:
    owner, user = make.user(), make.user()
    make.profile(user)
    join(make, user, MOST_ORGANIZATIONS)
    variables = {"organization": make.organization(owner).id, "user": user.id}
    assert codes(api.data(INVITE, variables, make.token(owner))["inviteMember"]) == []


@pytest.mark.parametrize("is_public", [False, None])
def test_whom_the_inviter_does_not_see_has_no_limit_either(
    api: Api, make: Make, is_public: bool | None
) -> None:
    owner, user = make.user(), make.user()
    if is_public is not None:
        make.profile(user, is_public=is_public)
    join(make, user, MOST_INVITATIONS, INVITED)
    variables = {"organization": make.organization(owner).id, "user": user.id}
    payload = api.data(INVITE, variables, make.token(owner))["inviteMember"]
    assert codes(payload) == [("NOT_FOUND", ["userId"])]


def test_of_ten_organizations_that_invite_at_once_one_gets_the_last_place(
    api: Api, make: Make
) -> None:
    user = make.user()
    make.profile(user)
    join(make, user, MOST_INVITATIONS - 1, INVITED)
    requests = []
    for _ in range(10):
        owner = make.user()
        variables = {"organization": make.organization(owner).id, "user": user.id}
        requests.append(api.post(INVITE, variables, make.token(owner)))
    payloads = [body["data"]["inviteMember"] for body in api.together(requests)]
    answers = [codes(payload) for payload in payloads]
    assert answers.count([]) == 1
    assert answers.count([("LIMIT_REACHED", ["userId"])]) == 9
    held = every(api, Membership, user_id=user.id, status=INVITED)
    assert len(held) == MOST_INVITATIONS
