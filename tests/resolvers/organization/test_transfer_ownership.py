"""transferOwnership: a member becomes the owner of record, the previous one a manager."""

from typing import Any

import pytest

from db.models import Membership, MembershipRole, MembershipStatus, Organization, User
from db.types import new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, stored, trail

TRANSFER = """
mutation ($organization: ID!, $user: ID!) {
  transferOwnership(organizationId: $organization, userId: $user) {
    organization { id owner { id } myRole }
    errors { code path }
  }
}
"""
OWNER, MANAGER, STAFF = MembershipRole
INVITED = MembershipStatus.INVITED


def transfer(api: Api, token: str | None, organization: Organization, user_id: str) -> Any:
    return api.execute(TRANSFER, {"organization": organization.id, "user": user_id}, token)


def refused(code: str, path: str) -> dict[str, Any]:
    errors = [{"code": code, "path": [path]}]
    return {"data": {"transferOwnership": {"organization": None, "errors": errors}}}


def written(organization: Organization, owner: User, role: str | None) -> dict[str, Any]:
    read = {"id": organization.id, "owner": {"id": owner.id}, "myRole": role}
    return {"data": {"transferOwnership": {"organization": read, "errors": []}}}


def roles(api: Api, organization: Organization) -> dict[str, MembershipRole]:
    memberships = every(api, Membership, organization_id=organization.id, is_active=True)
    return {membership.user_id: membership.role for membership in memberships}


@pytest.mark.parametrize("role", MembershipRole)
def test_a_member_becomes_the_owner_of_record_and_the_previous_one_a_manager(
    api: Api, make: Make, role: MembershipRole
) -> None:
    owner, heir = make.user(), make.user()
    organization = make.organization(owner)
    make.membership(organization, heir, role)
    body = transfer(api, make.token(owner), organization, heir.id)
    assert body == written(organization, heir, "MANAGER")
    row = stored(api, organization)
    assert row.owner_id == heir.id
    assert row.updated_at > organization.updated_at
    assert roles(api, organization) == {owner.id: MANAGER, heir.id: OWNER}
    assert trail(api) == [("OWNERSHIP_TRANSFERRED", owner.id, organization.id, None)]


def test_another_owner_stays_one_when_ownership_passes_them_by(api: Api, make: Make) -> None:
    owner, second, heir = make.user(), make.user(), make.user()
    organization = make.organization(owner)
    make.membership(organization, second, OWNER)
    make.membership(organization, heir)
    body = transfer(api, make.token(second), organization, heir.id)
    assert body == written(organization, heir, "OWNER")
    assert roles(api, organization) == {owner.id: MANAGER, second.id: OWNER, heir.id: OWNER}


def test_a_super_admin_may(api: Api, make: Make) -> None:
    owner, heir = make.user(), make.user()
    organization = make.organization(owner)
    make.membership(organization, heir)
    body = transfer(api, make.token(make.admin()), organization, heir.id)
    assert body == written(organization, heir, None)
    assert roles(api, organization) == {owner.id: MANAGER, heir.id: OWNER}


def test_an_owner_of_record_who_left_does_not_come_back(api: Api, make: Make) -> None:
    closed, owner, heir = make.user(is_active=False), make.user(), make.user()
    organization = make.organization(closed)
    make.membership(organization, owner, OWNER)
    make.membership(organization, heir)
    body = transfer(api, make.token(owner), organization, heir.id)
    assert body == written(organization, heir, "OWNER")


def test_to_the_owner_of_record_nothing_changes(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner)
    body = transfer(api, make.token(owner), organization, owner.id)
    assert body == written(organization, owner, "OWNER")
    assert stored(api, organization).updated_at == organization.updated_at
    assert roles(api, organization) == {owner.id: OWNER}
    assert trail(api) == []


def test_only_an_active_member_becomes_the_owner(api: Api, make: Make) -> None:
    owner, outsider, invitee, former = make.user(), make.user(), make.user(), make.user()
    closed = make.user(is_active=False)
    make.profile(outsider)
    organization = make.organization(owner)
    make.membership(organization, invitee, OWNER, INVITED)
    make.membership(organization, former, OWNER, is_active=False)
    make.membership(organization, closed, OWNER)
    token = make.token(owner)
    for id in (outsider.id, invitee.id, former.id, closed.id, new_id()):
        assert transfer(api, token, organization, id) == refused("NOT_FOUND", "userId")
    assert stored(api, organization).owner_id == owner.id
    assert trail(api) == []


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (STAFF, MembershipStatus.ACTIVE),
        (MANAGER, MembershipStatus.ACTIVE),
        (OWNER, INVITED),
    ],
)
def test_only_owners_give_it_away(
    api: Api, make: Make, role: MembershipRole, status: MembershipStatus
) -> None:
    organization, user = make.organization(), make.user()
    make.membership(organization, user, role, status)
    variables = {"organization": organization.id, "user": user.id}
    assert api.codes(TRANSFER, variables, make.token(user)) == ["FORBIDDEN"]
    assert stored(api, organization).owner_id == organization.owner_id


def test_to_others_it_is_not_found(api: Api, make: Make) -> None:
    user = make.user()
    body = transfer(api, make.token(user), make.organization(), user.id)
    assert body == refused("NOT_FOUND", "organizationId")


def test_without_a_token_nothing_runs(api: Api, make: Make) -> None:
    organization = make.organization()
    with api.statements() as seen:
        variables = {"organization": organization.id, "user": new_id()}
        assert api.codes(TRANSFER, variables) == ["UNAUTHENTICATED"]
    assert seen == []


def test_two_transfers_at_once_leave_one_owner_of_record(api: Api, make: Make) -> None:
    owner, one, other = make.user(), make.user(), make.user()
    organization = make.organization(owner)
    for heir in (one, other):
        make.membership(organization, heir)
    token = make.token(owner)
    api.together(
        [
            api.post(TRANSFER, {"organization": organization.id, "user": heir.id}, token)
            for heir in (one, other)
        ]
    )
    heir_id = stored(api, organization).owner_id
    assert heir_id in {one.id, other.id}
    (loser_id,) = {one.id, other.id} - {heir_id}
    assert roles(api, organization) == {owner.id: MANAGER, heir_id: OWNER, loser_id: STAFF}
