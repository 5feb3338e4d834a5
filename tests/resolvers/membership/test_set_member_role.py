"""setMemberRole: owners give any role, managers those below theirs; the last owner stays one."""

from typing import Any

import pytest

from db.models import Membership, MembershipRole, MembershipStatus, Organization
from db.types import new_id
from tests.resolvers.membership.owner import own
from tests.support.answers import codes
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, stored, trail

SET_ROLE = """
mutation ($id: ID!, $role: MembershipRole!) {
  setMemberRole(id: $id, role: $role) {
    membership { id role status }
    errors { code path }
  }
}
"""
OWNER, MANAGER, STAFF = MembershipRole
INVITED, ACTIVE = MembershipStatus


def set_role(api: Api, token: str | None, id: str, role: MembershipRole) -> dict[str, Any]:
    return api.execute(SET_ROLE, {"id": id, "role": role.value}, token)


def refused(code: str) -> dict[str, Any]:
    errors = [{"code": code, "path": ["id"]}]
    return {"data": {"setMemberRole": {"membership": None, "errors": errors}}}


def written(row: Membership) -> dict[str, Any]:
    membership = {"id": row.id, "role": row.role.value, "status": row.status.value}
    return {"data": {"setMemberRole": {"membership": membership, "errors": []}}}


@pytest.mark.parametrize("status", MembershipStatus)
def test_an_owner_gives_a_member_or_invitee_any_role(
    api: Api, make: Make, status: MembershipStatus
) -> None:
    owner, user = make.user(), make.user()
    membership = make.membership(make.organization(owner), user, STAFF, status)
    expected = []
    for role in (MANAGER, OWNER, STAFF):
        body = set_role(api, make.token(owner), membership.id, role)
        row = stored(api, membership)
        assert body == written(row)
        assert (row.role, row.status) == (role, status)
        expected.append(("MEMBER_ROLE_SET", owner.id, membership.id, user.id))
    assert stored(api, membership).updated_at > membership.updated_at
    assert trail(api) == expected


def test_a_super_admin_may(api: Api, make: Make) -> None:
    membership = make.membership(make.organization())
    body = set_role(api, make.token(make.admin()), membership.id, OWNER)
    assert body == written(stored(api, membership))
    assert stored(api, membership).role is OWNER


@pytest.mark.parametrize("viewer", [MANAGER, STAFF])
@pytest.mark.parametrize("before", MembershipRole)
@pytest.mark.parametrize("after", MembershipRole)
def test_managers_and_staff_set_only_what_is_below_them(
    api: Api, make: Make, viewer: MembershipRole, before: MembershipRole, after: MembershipRole
) -> None:
    organization, user = make.organization(), make.user()
    make.membership(organization, user, viewer)
    membership = make.membership(organization, role=before)
    body = set_role(api, make.token(user), membership.id, after)
    if (viewer, before, after) == (MANAGER, STAFF, STAFF):
        assert body == written(stored(api, membership))
    else:
        assert codes(body) == ["FORBIDDEN"]
    assert stored(api, membership).role is before
    assert trail(api) == []


@pytest.mark.parametrize("role", [MANAGER, STAFF])
def test_nobody_promotes_themselves(api: Api, make: Make, role: MembershipRole) -> None:
    organization, user = make.organization(), make.user()
    membership = make.membership(organization, user, role)
    assert codes(set_role(api, make.token(user), membership.id, OWNER)) == ["FORBIDDEN"]
    invited = make.membership(make.organization(), user, STAFF, INVITED)
    assert codes(set_role(api, make.token(user), invited.id, OWNER)) == ["FORBIDDEN"]
    assert stored(api, membership).role is role


def test_the_role_that_it_has_already_changes_nothing(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner)
    membership = own(api, organization)
    assert set_role(api, make.token(owner), membership.id, OWNER) == written(membership)
    assert stored(api, membership).updated_at == membership.updated_at
    assert trail(api) == []


@pytest.mark.parametrize("role", [MANAGER, STAFF])
def test_the_last_owner_stays_one(api: Api, make: Make, role: MembershipRole) -> None:
    owner = make.user()
    organization = make.organization(owner)
    make.membership(organization, role=MANAGER)
    make.membership(organization, role=OWNER, status=INVITED)
    make.membership(organization, role=OWNER, is_active=False)
    make.membership(organization, make.user(is_active=False), OWNER)
    membership = own(api, organization)
    for token in (make.token(owner), make.token(make.admin())):
        assert set_role(api, token, membership.id, role) == refused("LAST_OWNER")
    assert stored(api, membership).role is OWNER
    assert trail(api) == []


def test_ownership_of_record_goes_to_another_owner(api: Api, make: Make) -> None:
    owner, second = make.user(), make.user()
    organization = make.organization(owner)
    make.membership(organization, second, OWNER)
    membership = own(api, organization)
    body = set_role(api, make.token(owner), membership.id, STAFF)
    assert body == written(stored(api, membership))
    assert stored(api, organization).owner_id == second.id


def owners(api: Api, organization: Organization) -> int:
    return len(every(api, Membership, organization_id=organization.id, role=OWNER, is_active=True))


def test_two_owners_who_step_down_at_once_leave_one(api: Api, make: Make) -> None:
    for _ in range(5):
        one, other = make.user(), make.user()
        organization = make.organization(one)
        mine, others = own(api, organization), make.membership(organization, other, OWNER)
        bodies = api.together(
            [
                api.post(SET_ROLE, {"id": mine.id, "role": "STAFF"}, make.token(one)),
                api.post(SET_ROLE, {"id": others.id, "role": "STAFF"}, make.token(other)),
            ]
        )
        assert bodies.count(refused("LAST_OWNER")) == 1
        assert owners(api, organization) == 1


def test_two_owners_do_not_demote_each_other_at_once(api: Api, make: Make) -> None:
    for _ in range(5):
        one, other = make.user(), make.user()
        organization = make.organization(one)
        mine, others = own(api, organization), make.membership(organization, other, OWNER)
        bodies = api.together(
            [
                api.post(SET_ROLE, {"id": others.id, "role": "STAFF"}, make.token(one)),
                api.post(SET_ROLE, {"id": mine.id, "role": "STAFF"}, make.token(other)),
            ]
        )
        refusals = [codes(body) for body in bodies if "errors" in body]
        assert refusals == [["FORBIDDEN"]]
        assert owners(api, organization) == 1


def test_of_8_owners_whom_a_super_admin_demotes_at_once_one_stays(api: Api, make: Make) -> None:
    organization, token = make.organization(), make.token(make.admin())
    for _ in range(7):
        make.membership(organization, role=OWNER)
    memberships = every(api, Membership, organization_id=organization.id)
    bodies = api.together(
        [api.post(SET_ROLE, {"id": row.id, "role": "STAFF"}, token) for row in memberships]
    )
    assert bodies.count(refused("LAST_OWNER")) == 1
    (left,) = every(api, Membership, organization_id=organization.id, role=OWNER)
    assert stored(api, organization).owner_id == left.user_id


def test_what_the_viewer_does_not_see_is_not_found_just_like_an_unknown_id(
    api: Api, make: Make
) -> None:
    owner, staff = make.user(), make.user()
    organization = make.organization(owner)
    make.membership(organization, staff)
    invited = make.membership(organization, status=INVITED)
    removed = make.membership(organization, is_active=False)
    elsewhere = make.membership(make.organization())
    for token, id in (
        (make.token(staff), invited.id),
        (make.token(owner), removed.id),
        (make.token(make.admin()), removed.id),
        (make.token(owner), elsewhere.id),
        (make.token(owner), new_id()),
    ):
        assert set_role(api, token, id, MANAGER) == refused("NOT_FOUND")
    assert [stored(api, row).role for row in (invited, removed, elsewhere)] == [STAFF] * 3


def test_an_unknown_role_is_bad_input_and_without_a_token_nothing_runs(
    api: Api, make: Make
) -> None:
    token = make.token(make.user())
    variables = {"id": new_id(), "role": "KING"}
    assert api.codes(SET_ROLE, variables, token) == ["BAD_USER_INPUT"]
    with api.statements() as seen:
        assert api.codes(SET_ROLE, {"id": new_id(), "role": "STAFF"}) == ["UNAUTHENTICATED"]
    assert seen == []
