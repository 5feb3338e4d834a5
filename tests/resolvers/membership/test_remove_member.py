"""removeMember: taken away by those above, or left or declined by oneself; one owner stays."""

from typing import Any

import pytest

from db.models import Membership, MembershipRole, MembershipStatus
from db.types import new_id
from tests.resolvers.membership.owner import own
from tests.support.answers import codes
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, stored, trail

REMOVE = """
mutation ($id: ID!) {
  removeMember(id: $id) {
    membership { id role status user { id } }
    errors { code path }
  }
}
"""
OWNER, MANAGER, STAFF = MembershipRole
INVITED, ACTIVE = MembershipStatus


def remove(api: Api, token: str | None, id: str) -> dict[str, Any]:
    return api.execute(REMOVE, {"id": id}, token)


def refused(code: str) -> dict[str, Any]:
    errors = [{"code": code, "path": ["id"]}]
    return {"data": {"removeMember": {"membership": None, "errors": errors}}}


def written(row: Membership) -> dict[str, Any]:
    membership = {
        "id": row.id,
        "role": row.role.value,
        "status": row.status.value,
        "user": {"id": row.user_id},
    }
    return {"data": {"removeMember": {"membership": membership, "errors": []}}}


@pytest.mark.parametrize("status", MembershipStatus)
@pytest.mark.parametrize("role", MembershipRole)
def test_an_owner_removes_anyone(
    api: Api, make: Make, role: MembershipRole, status: MembershipStatus
) -> None:
    owner, user = make.user(), make.user()
    membership = make.membership(make.organization(owner), user, role, status)
    assert remove(api, make.token(owner), membership.id) == written(membership)
    row = stored(api, membership)
    assert not row.is_active
    assert row.deactivated_at == row.updated_at
    assert trail(api) == [("MEMBER_REMOVED", owner.id, row.id, user.id)]


@pytest.mark.parametrize("viewer", [MANAGER, STAFF])
@pytest.mark.parametrize("role", MembershipRole)
def test_managers_remove_staff_and_staff_nobody(
    api: Api, make: Make, viewer: MembershipRole, role: MembershipRole
) -> None:
    organization, user = make.organization(), make.user()
    make.membership(organization, user, viewer)
    membership = make.membership(organization, role=role)
    body = remove(api, make.token(user), membership.id)
    allowed = (viewer, role) == (MANAGER, STAFF)
    assert body == written(membership) if allowed else codes(body) == ["FORBIDDEN"]
    assert stored(api, membership).is_active is not allowed


@pytest.mark.parametrize("status", MembershipStatus)
@pytest.mark.parametrize("role", MembershipRole)
def test_everyone_leaves_or_declines_with_their_own(
    api: Api, make: Make, role: MembershipRole, status: MembershipStatus
) -> None:
    organization, user = make.organization(), make.user()
    membership = make.membership(organization, user, role, status)
    assert remove(api, make.token(user), membership.id) == written(membership)
    assert not stored(api, membership).is_active
    gone = api.data(
        "query ($id: ID!) { organization(id: $id) { id } }",
        {"id": organization.id},
        make.token(user),
    )
    assert gone == {"organization": None}
    assert trail(api) == [("MEMBER_REMOVED", user.id, membership.id, user.id)]


def test_the_last_owner_stays(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner)
    make.membership(organization, role=MANAGER)
    make.membership(organization, role=OWNER, status=INVITED)
    make.membership(organization, role=OWNER, is_active=False)
    make.membership(organization, make.user(is_active=False), OWNER)
    membership = own(api, organization)
    for token in (make.token(owner), make.token(make.admin())):
        assert remove(api, token, membership.id) == refused("LAST_OWNER")
    assert stored(api, membership).is_active
    assert trail(api) == []


def test_ownership_of_record_goes_to_the_longest_standing_owner(api: Api, make: Make) -> None:
    owner, second, third = make.user(), make.user(), make.user()
    organization = make.organization(owner)
    for user in (second, third):
        make.membership(organization, user, OWNER)
    remove(api, make.token(owner), own(api, organization).id)
    assert stored(api, organization).owner_id == second.id


def test_two_owners_who_leave_at_once_leave_one(api: Api, make: Make) -> None:
    for _ in range(5):
        one, other = make.user(), make.user()
        organization = make.organization(one)
        mine, others = own(api, organization), make.membership(organization, other, OWNER)
        bodies = api.together(
            [
                api.post(REMOVE, {"id": mine.id}, make.token(one)),
                api.post(REMOVE, {"id": others.id}, make.token(other)),
            ]
        )
        assert bodies.count(refused("LAST_OWNER")) == 1
        (left,) = every(api, Membership, organization_id=organization.id, is_active=True)
        assert stored(api, organization).owner_id == left.user_id


def test_two_owners_do_not_remove_each_other_at_once(api: Api, make: Make) -> None:
    for _ in range(5):
        one, other = make.user(), make.user()
        organization = make.organization(one)
        mine, others = own(api, organization), make.membership(organization, other, OWNER)
        bodies = api.together(
            [
                api.post(REMOVE, {"id": others.id}, make.token(one)),
                api.post(REMOVE, {"id": mine.id}, make.token(other)),
            ]
        )
        assert bodies.count(refused("NOT_FOUND")) == 1, bodies
        assert len(every(api, Membership, organization_id=organization.id, is_active=True)) == 1


def test_a_second_time_is_a_no_op_to_who_still_sees_it(api: Api, make: Make) -> None:
    owner = make.user()
    membership = make.membership(make.organization(owner))
    first = remove(api, make.token(owner), membership.id)
    row = stored(api, membership)
    assert remove(api, make.token(owner), membership.id) == refused("NOT_FOUND")
    assert remove(api, make.token(make.admin()), membership.id) == first
    assert stored(api, membership).updated_at == row.updated_at
    assert len(trail(api)) == 1


def test_what_the_viewer_does_not_see_is_not_found_just_like_an_unknown_id(
    api: Api, make: Make
) -> None:
    staff, invitee = make.user(), make.user()
    organization = make.organization()
    member = make.membership(organization, staff)
    invited = make.membership(organization, invitee, STAFF, INVITED)
    elsewhere = make.membership(make.organization())
    for token, id in (
        (make.token(staff), invited.id),
        (make.token(invitee), member.id),
        (make.token(staff), elsewhere.id),
        (make.token(staff), new_id()),
    ):
        assert remove(api, token, id) == refused("NOT_FOUND")
    assert all(stored(api, row).is_active for row in (member, invited, elsewhere))


def test_without_a_token_nothing_runs(api: Api) -> None:
    with api.statements() as seen:
        assert api.codes(REMOVE, {"id": new_id()}) == ["UNAUTHENTICATED"]
    assert seen == []
