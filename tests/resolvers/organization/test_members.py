"""members: who belongs to an organization, and to managers and owners who is invited."""

from typing import Any

import pytest

from db.models import MembershipRole, MembershipStatus, Organization
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make

MEMBERS = """
query ($id: ID!) {
  organization(id: $id) {
    members {
      totalCount
      nodes { id role status user { id username } organization { id } }
    }
  }
}
"""
PAGE = """
query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  organization(id: $id) {
    members(first: $first, after: $after, last: $last, before: $before) {
      totalCount nodes { id }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}
"""
DEEP = """
query ($id: ID!) {
  organization(id: $id) {
    members(first: 50) {
      nodes { role user { username profile { firstName } } organization { name myRole } }
    }
  }
}
"""
OWNER, MANAGER, STAFF = MembershipRole
INVITED, ACTIVE = MembershipStatus


def members(api: Api, token: str | None, organization: Organization) -> dict[str, Any]:
    return api.data(MEMBERS, {"id": organization.id}, token)["organization"]["members"]


def statuses(connection: dict[str, Any]) -> list[str]:
    assert connection["totalCount"] == len(connection["nodes"])
    return sorted(node["status"] for node in connection["nodes"])


def test_members_see_who_belongs_to_it_and_in_which_role(api: Api, make: Make) -> None:
    user = make.user(username="ada")
    organization = make.organization(make.user(is_active=False))
    manager = make.user(username="grace")
    lead = make.membership(organization, manager, MANAGER, created_at=second(1))
    own = make.membership(organization, user, created_at=second(0))
    make.membership(organization, status=INVITED)
    make.membership(organization, is_active=False)
    make.membership(make.organization())
    listed = [
        {
            "id": row.id,
            "role": row.role.value,
            "status": "ACTIVE",
            "user": {"id": member.id, "username": member.username},
            "organization": {"id": organization.id},
        }
        for row, member in ((lead, manager), (own, user))
    ]
    connection = members(api, make.token(user), organization)
    assert connection == {"totalCount": 2, "nodes": listed}


@pytest.mark.parametrize(
    ("role", "status", "seen"),
    [
        (OWNER, ACTIVE, ["ACTIVE", "ACTIVE", "INVITED"]),
        (MANAGER, ACTIVE, ["ACTIVE", "ACTIVE", "INVITED"]),
        (STAFF, ACTIVE, ["ACTIVE", "ACTIVE"]),
        (OWNER, INVITED, []),
        (STAFF, INVITED, []),
    ],
)
def test_invitations_are_for_managers_and_up_and_invitees_see_nobody(
    api: Api, make: Make, role: MembershipRole, status: MembershipStatus, seen: list[str]
) -> None:
    organization, user = make.organization(), make.user()
    make.membership(organization, user, role, status)
    make.membership(organization, status=INVITED)
    assert statuses(members(api, make.token(user), organization)) == seen


def test_the_role_in_one_organization_counts_in_no_other(api: Api, make: Make) -> None:
    user = make.user()
    make.organization(user)
    organization = make.organization()
    make.membership(organization, user, STAFF)
    make.membership(organization, status=INVITED)
    assert statuses(members(api, make.token(user), organization)) == ["ACTIVE", "ACTIVE"]


def test_a_super_admin_sees_members_and_invitations(api: Api, make: Make) -> None:
    organization = make.organization()
    make.membership(organization, status=INVITED)
    token = make.token(make.admin())
    assert statuses(members(api, token, organization)) == ["ACTIVE", "INVITED"]


def test_they_are_paged_in_both_directions(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner)
    ids = [make.membership(organization, created_at=second(number)).id for number in range(5)]
    token, id = make.token(owner), organization.id

    def page(**variables: Any) -> tuple[list[str], dict[str, Any]]:
        read = api.data(PAGE, {"id": id, **variables}, token)["organization"]["members"]
        assert read["totalCount"] == 6
        return [node["id"] for node in read["nodes"]], read["pageInfo"]

    everyone, _ = page()
    assert everyone[1:] == ids[::-1]  # the owner's is the newest
    first, info = page(first=2)
    assert (first, info["hasNextPage"], info["hasPreviousPage"]) == (everyone[:2], True, False)
    rest, after = page(first=10, after=info["endCursor"])
    assert (rest, after["hasNextPage"], after["hasPreviousPage"]) == (everyone[2:], False, True)
    last, _ = page(last=2)
    assert last == everyone[-2:]
    before, _ = page(last=1, before=after["startCursor"])
    assert before == everyone[1:2]
    for wrong in ({"first": 0}, {"first": 101}, {"first": 1, "last": 1}, {"after": "x"}):
        assert api.codes(PAGE, {"id": id, **wrong}, token) == ["BAD_USER_INPUT"]


def test_the_statements_do_not_depend_on_how_many_there_are(api: Api, make: Make) -> None:
    owner = make.user()
    organization = make.organization(owner)
    token, counts = make.token(owner), []
    for more in (1, 30):
        for _ in range(more):
            member = make.user()
            make.profile(member)
            make.membership(organization, member)
        with api.statements() as statements:
            data = api.data(DEEP, {"id": organization.id}, token)
        counts.append((len(data["organization"]["members"]["nodes"]), len(statements)))
    # viewer, organization, members, users, profiles, organizations of members, roles
    assert counts == [(2, 7), (32, 7)]
