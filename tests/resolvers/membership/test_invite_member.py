"""inviteMember: managers and owners invite whom they see by a profile, to roles below their own."""

from typing import Any

import pytest

from db.models import Membership, MembershipRole, MembershipStatus, Organization
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, stored, trail

INVITE = """
mutation ($input: InviteMemberInput!) {
  inviteMember(input: $input) {
    membership { id role status createdAt organization { id } user { id } }
    errors { code path }
  }
}
"""
OWNER, MANAGER, STAFF = MembershipRole
INVITED, ACTIVE = MembershipStatus


def invite(
    api: Api, token: str | None, organization: Organization, user_id: str, **values: Any
) -> dict[str, Any]:
    given = {"organizationId": organization.id, "userId": user_id, **values}
    return api.execute(INVITE, {"input": given}, token)


def refused(code: str, path: str) -> dict[str, Any]:
    errors = [{"code": code, "path": [path]}]
    return {"data": {"inviteMember": {"membership": None, "errors": errors}}}


def written(row: Membership) -> dict[str, Any]:
    membership = {
        "id": row.id,
        "role": row.role.value,
        "status": row.status.value,
        "createdAt": format_instant(row.created_at),
        "organization": {"id": row.organization_id},
        "user": {"id": row.user_id},
    }
    return {"data": {"inviteMember": {"membership": membership, "errors": []}}}


def of(api: Api, user_id: str) -> Membership:
    (membership,) = every(api, Membership, user_id=user_id)
    return membership


def test_an_owner_invites_a_user_as_staff_unless_told_otherwise(api: Api, make: Make) -> None:
    owner, user_id = make.user(), make.profile().user_id
    organization = make.organization(owner)
    body = invite(api, make.token(owner), organization, user_id)
    row = of(api, user_id)
    assert body == written(row)
    assert (row.organization_id, row.role, row.status) == (organization.id, STAFF, INVITED)
    assert trail(api) == [("MEMBER_INVITED", owner.id, row.id, user_id)]


@pytest.mark.parametrize(
    ("own", "allowed"), [(OWNER, {OWNER, MANAGER, STAFF}), (MANAGER, {STAFF}), (STAFF, set())]
)
def test_each_invites_to_the_roles_that_are_theirs_to_give(
    api: Api, make: Make, own: MembershipRole, allowed: set[MembershipRole]
) -> None:
    organization, user = make.organization(), make.user()
    make.membership(organization, user, own)
    token = make.token(user)
    for role in MembershipRole:
        user_id = make.profile().user_id
        body = invite(api, token, organization, user_id, role=role.value)
        if role in allowed:
            assert body == written(of(api, user_id))
            assert of(api, user_id).role is role
        else:
            assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
            assert every(api, Membership, user_id=user_id) == []


def test_a_super_admin_invites_anyone(api: Api, make: Make) -> None:
    organization, user, admin = make.organization(), make.user(), make.admin()
    body = invite(api, make.token(admin), organization, user.id, role="OWNER")
    assert body == written(of(api, user.id))
    assert trail(api) == [("MEMBER_INVITED", admin.id, of(api, user.id).id, user.id)]


def test_who_is_only_invited_invites_nobody(api: Api, make: Make) -> None:
    organization, user = make.organization(), make.user()
    make.membership(organization, user, OWNER, INVITED)
    given = {"organizationId": organization.id, "userId": make.profile().user_id}
    assert api.codes(INVITE, {"input": given}, make.token(user)) == ["FORBIDDEN"]


def test_whom_the_inviter_does_not_see_is_not_found_just_like_an_unknown_id(
    api: Api, make: Make
) -> None:
    owner, without_profile = make.user(), make.user()
    private, inactive = make.user(), make.user(is_active=False)
    hidden_profile = make.user()
    make.profile(private, is_public=False)
    make.profile(hidden_profile, is_active=False)
    make.profile(inactive)
    organization = make.organization(owner)
    token = make.token(owner)
    for user in (without_profile, private, inactive, hidden_profile):
        assert invite(api, token, organization, user.id) == refused("NOT_FOUND", "userId")
    assert invite(api, token, organization, new_id()) == refused("NOT_FOUND", "userId")
    admin = make.token(make.admin())
    assert invite(api, admin, organization, inactive.id) == refused("NOT_FOUND", "userId")
    assert len(every(api, Membership)) == 1
    assert trail(api) == []


@pytest.mark.parametrize("status", MembershipStatus)
def test_to_have_met_in_an_organization_is_not_enough(
    api: Api, make: Make, status: MembershipStatus
) -> None:
    owner, met = make.user(), make.user()
    make.profile(met, is_public=False)
    make.membership(make.organization(owner), met, status=status)
    second, token = make.organization(owner), make.token(owner)
    assert api.data("query ($id: ID!) { user(id: $id) { id } }", {"id": met.id}, token) == {
        "user": {"id": met.id}
    }
    assert invite(api, token, second, met.id) == refused("NOT_FOUND", "userId")
    assert [row.role for row in every(api, Membership, organization_id=second.id)] == [OWNER]


def test_nor_is_it_to_have_been_invited_by_somebody(api: Api, make: Make) -> None:
    """The owner of record of another organization is seen by whom it invites."""
    owner, host = make.user(), make.user()
    make.membership(make.organization(host), owner, status=INVITED)
    own = make.organization(owner)
    assert invite(api, make.token(owner), own, host.id) == refused("NOT_FOUND", "userId")


def test_a_former_member_without_a_visible_profile_is_not_found(api: Api, make: Make) -> None:
    owner, former = make.user(), make.user()
    organization = make.organization(owner)
    make.membership(organization, former, is_active=False)
    assert invite(api, make.token(owner), organization, former.id) == refused("NOT_FOUND", "userId")


def test_a_hidden_user_and_an_unknown_id_take_the_same_statements(api: Api, make: Make) -> None:
    owner, hidden = make.user(), make.user()
    organization, token = make.organization(owner), make.token(owner)
    counts = []
    for user_id in (hidden.id, new_id()):
        with api.statements() as statements:
            invite(api, token, organization, user_id)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("status", MembershipStatus)
def test_a_member_or_invitee_cannot_be_invited_again(
    api: Api, make: Make, status: MembershipStatus
) -> None:
    owner, user = make.user(), make.user()
    organization = make.organization(owner)
    membership = make.membership(organization, user, STAFF, status)
    body = invite(api, make.token(owner), organization, user.id, role="MANAGER")
    assert body == refused("CONFLICT", "userId")
    row = stored(api, membership)
    assert (row.role, row.status, row.updated_at) == (STAFF, status, membership.updated_at)
    assert trail(api) == []


def test_nobody_invites_themselves(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner)
    assert invite(api, make.token(owner), organization, owner.id) == refused("CONFLICT", "userId")


def test_who_left_can_be_invited_again_and_has_to_accept_again(api: Api, make: Make) -> None:
    owner, user = make.user(), make.user()
    make.profile(user)
    organization = make.organization(owner)
    former = make.membership(organization, user, MANAGER, is_active=False)
    body = invite(api, make.token(owner), organization, user.id)
    row = of(api, user.id)
    assert body == written(row)
    assert row.id == former.id
    assert (row.role, row.status) == (STAFF, INVITED)
    assert (row.is_active, row.deactivated_at) == (True, None)
    assert trail(api) == [("MEMBER_INVITED", owner.id, row.id, user.id)]


def test_of_ten_invitations_at_once_one_is_made(api: Api, make: Make) -> None:
    owner, user_id = make.user(), make.profile().user_id
    organization, token = make.organization(owner), make.token(owner)
    given = {"organizationId": organization.id, "userId": user_id}
    bodies = api.together([api.post(INVITE, {"input": given}, token) for _ in range(10)])
    assert bodies.count(refused("CONFLICT", "userId")) == 9
    assert bodies.count(written(of(api, user_id))) == 1
    assert len(trail(api)) == 1


def test_to_outsiders_the_organization_is_not_found(api: Api, make: Make) -> None:
    owner, user_id = make.user(), make.profile().user_id
    closed = make.organization(owner, is_active=False)
    token = make.token(owner)
    for organization in (make.organization(), closed, Organization(id=new_id())):
        body = invite(api, token, organization, user_id)
        assert body == refused("NOT_FOUND", "organizationId")
    assert every(api, Membership, user_id=user_id) == []


def test_without_a_token_nothing_runs(api: Api, make: Make) -> None:
    given = {"organizationId": make.organization().id, "userId": make.user().id}
    with api.statements() as seen:
        assert api.codes(INVITE, {"input": given}) == ["UNAUTHENTICATED"]
    assert seen == []
