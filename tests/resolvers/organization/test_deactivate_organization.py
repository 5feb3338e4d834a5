"""deactivateOrganization: an owner closes it, and it is gone for all but super admins."""

from typing import Any

import pytest

from db.models import MembershipRole, MembershipStatus, Organization
from db.types import format_instant, new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import stored, trail

DEACTIVATE = """
mutation ($id: ID!) {
  deactivateOrganization(id: $id) {
    organization { id isActive deactivatedAt updatedAt }
    errors { code path }
  }
}
"""
EVERYWHERE = """
query ($id: ID!, $slug: String!, $membership: ID!, $user: ID!) {
  organization(id: $id) { id }
  organizationBySlug(slug: $slug) { id }
  node(id: $id) { id }
  nodes(ids: [$id, $membership]) { id }
  organizations { totalCount nodes { id } }
  organizationsPage { total }
  me { memberships { nodes { id } } }
  user(id: $user) { id }
}
"""
OWNER, MANAGER, STAFF = MembershipRole


def deactivate(api: Api, token: str | None, id: str) -> dict[str, Any]:
    return api.execute(DEACTIVATE, {"id": id}, token)


def refused(code: str) -> dict[str, Any]:
    errors = [{"code": code, "path": ["id"]}]
    return {"data": {"deactivateOrganization": {"organization": None, "errors": errors}}}


def written(row: Organization) -> dict[str, Any]:
    assert row.deactivated_at is not None
    organization = {
        "id": row.id,
        "isActive": False,
        "deactivatedAt": format_instant(row.deactivated_at),
        "updatedAt": format_instant(row.updated_at),
    }
    return {"data": {"deactivateOrganization": {"organization": organization, "errors": []}}}


def test_an_owner_closes_it(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner)
    body = deactivate(api, make.token(owner), organization.id)
    row = stored(api, organization)
    assert body == written(row)
    assert not row.is_active
    assert row.deactivated_at == row.updated_at
    assert row.updated_at > organization.updated_at
    assert trail(api) == [("ORGANIZATION_DEACTIVATED", owner.id, row.id, None)]


def test_any_owner_may_and_a_super_admin(api: Api, make: Make) -> None:
    second, admin = make.user(), make.admin()
    for user in (second, admin):
        organization = make.organization()
        make.membership(organization, second, OWNER)
        body = deactivate(api, make.token(user), organization.id)
        assert body == written(stored(api, organization))


def test_it_disappears_for_its_members_and_so_do_they_for_each_other(api: Api, make: Make) -> None:
    owner, member = make.user(), make.user()
    organization = make.organization(owner)
    membership = make.membership(organization, member)
    variables = {
        "id": organization.id,
        "slug": organization.slug,
        "membership": membership.id,
        "user": owner.id,
    }
    token, id = make.token(member), {"id": organization.id}
    before = {
        "organization": id,
        "organizationBySlug": id,
        "node": id,
        "nodes": [id, {"id": membership.id}],
        "organizations": {"totalCount": 1, "nodes": [id]},
        "organizationsPage": {"total": 1},
        "me": {"memberships": {"nodes": [{"id": membership.id}]}},
        "user": {"id": owner.id},
    }
    after = {
        **dict.fromkeys(["organization", "organizationBySlug", "node", "user"]),
        "nodes": [None, None],
        "organizations": {"totalCount": 0, "nodes": []},
        "organizationsPage": {"total": 0},
        "me": {"memberships": {"nodes": []}},
    }
    assert api.execute(EVERYWHERE, variables, token) == {"data": before}
    deactivate(api, make.token(owner), organization.id)
    assert api.execute(EVERYWHERE, variables, token) == {"data": after}
    seen = api.data(EVERYWHERE, variables, make.token(make.admin()))
    assert [seen[name] for name in ("organization", "organizationBySlug", "node")] == [id] * 3


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (STAFF, MembershipStatus.ACTIVE),
        (MANAGER, MembershipStatus.ACTIVE),
        (OWNER, MembershipStatus.INVITED),
    ],
)
def test_lower_roles_and_invitees_may_not(
    api: Api, make: Make, role: MembershipRole, status: MembershipStatus
) -> None:
    organization, user = make.organization(), make.user()
    make.membership(organization, user, role, status)
    assert api.codes(DEACTIVATE, {"id": organization.id}, make.token(user)) == ["FORBIDDEN"]
    assert stored(api, organization).is_active
    assert trail(api) == []


def test_to_others_it_is_not_found_just_like_an_unknown_id(api: Api, make: Make) -> None:
    organization, token = make.organization(), make.token(make.user())
    for id in (organization.id, new_id()):
        assert deactivate(api, token, id) == refused("NOT_FOUND")
    assert stored(api, organization).is_active


def test_a_second_time_is_a_no_op_to_who_still_sees_it(api: Api, make: Make) -> None:
    owner, admin = make.user(), make.token(make.admin())
    organization = make.organization(owner)
    first = deactivate(api, make.token(owner), organization.id)
    assert deactivate(api, make.token(owner), organization.id) == refused("NOT_FOUND")
    assert deactivate(api, admin, organization.id) == first
    assert len(trail(api)) == 1


def test_without_a_token_nothing_runs(api: Api, make: Make) -> None:
    organization = make.organization()
    with api.statements() as seen:
        assert api.codes(DEACTIVATE, {"id": organization.id}) == ["UNAUTHENTICATED"]
    assert seen == []
