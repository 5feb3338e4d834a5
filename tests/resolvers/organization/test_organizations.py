"""Organizations are there for their members and invitees, and so are these for each other."""

from typing import Any

import pytest

from db.models import MembershipRole, MembershipStatus
from db.types import new_id
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make

READ = """
query ($id: ID!, $slug: String!) {
  organization(id: $id) { id }
  organizationBySlug(slug: $slug) { id }
  node(id: $id) { id }
  nodes(ids: [$id]) { id }
  organizations { totalCount nodes { id } }
  organizationsPage { total items { id } }
  found: organizations(search: "engines") { totalCount }
}
"""
NODE = "query ($id: ID!) { node(id: $id) { id } }"
LIST = """
query ($first: Int, $after: String, $search: String, $orderBy: [OrganizationOrder!]) {
  organizations(first: $first, after: $after, search: $search, orderBy: $orderBy) {
    totalCount nodes { id } pageInfo { hasNextPage endCursor }
  }
}
"""
MINE = """
query ($id: ID!) { organization(id: $id) { myRole owner { id username } } }
"""
USER = """
query ($id: ID!) {
  user(id: $id) { id username createdAt email memberships { nodes { id } } profile { id } }
  profileByUser(userId: $id) { id }
  node(id: $id) { id }
}
"""
MEMBERSHIPS = (
    """{ me { memberships { nodes { role status organization { id name } user { id } } } } }"""
)
EVERYTHING = """
query ($first: Int!) {
  organizations(first: $first) {
    totalCount
    nodes { name myRole owner { username } members(first: 5) { totalCount nodes { role } } }
  }
}
"""
OWNER, MANAGER, STAFF = MembershipRole
INVITED, ACTIVE = MembershipStatus


def everywhere(id: str) -> dict[str, Any]:
    read = {"id": id}
    return {
        "organization": read,
        "organizationBySlug": read,
        "node": read,
        "nodes": [read],
        "organizations": {"totalCount": 1, "nodes": [read]},
        "organizationsPage": {"total": 1, "items": [read]},
        "found": {"totalCount": 1},
    }


NOWHERE = {
    **dict.fromkeys(["organization", "organizationBySlug", "node"]),
    "nodes": [None],
    "organizations": {"totalCount": 0, "nodes": []},
    "organizationsPage": {"total": 0, "items": []},
    "found": {"totalCount": 0},
}


@pytest.mark.parametrize("status", MembershipStatus)
@pytest.mark.parametrize("role", MembershipRole)
def test_members_and_invitees_read_an_organization(
    api: Api, make: Make, role: MembershipRole, status: MembershipStatus
) -> None:
    organization, user = make.organization(name="Ada's Engines"), make.user()
    make.organization()
    make.membership(organization, user, role, status)
    variables = {"id": organization.id, "slug": organization.slug}
    assert api.execute(READ, variables, make.token(user)) == {"data": everywhere(organization.id)}


def test_to_everyone_else_it_is_like_an_unknown_id(api: Api, make: Make) -> None:
    organization, former = make.organization(name="Ada's Engines"), make.user()
    make.membership(organization, former, OWNER, is_active=False)
    variables = {"id": organization.id, "slug": organization.slug}
    unknown = {"id": new_id(), "slug": "nothing"}
    for token in (None, make.token(make.user()), make.token(former)):
        assert api.execute(READ, variables, token) == {"data": NOWHERE}
        assert api.execute(READ, unknown, token) == {"data": NOWHERE}


def test_a_super_admin_reads_all_and_has_no_role_in_them(api: Api, make: Make) -> None:
    token, closed = make.token(make.admin()), make.organization(is_active=False)
    organization = make.organization()
    listed = api.data(LIST, token=token)["organizations"]
    assert [node["id"] for node in listed["nodes"]] == [organization.id, closed.id]
    assert api.data(MINE, {"id": organization.id}, token)["organization"]["myRole"] is None


@pytest.mark.parametrize(
    ("status", "expected"), [(ACTIVE, "MANAGER"), (INVITED, None)], ids=["member", "invitee"]
)
def test_my_role_is_the_viewers_and_no_invitation_gives_one(
    api: Api, make: Make, status: MembershipStatus, expected: str | None
) -> None:
    owner, user = make.user(username="ada"), make.user()
    organization = make.organization(owner)
    make.membership(organization, user, MANAGER, status)
    read = {"myRole": expected, "owner": {"id": owner.id, "username": "ada"}}
    body = api.execute(MINE, {"id": organization.id}, make.token(user))
    assert body == {"data": {"organization": read}}


def test_a_closed_account_owns_nothing_to_others(api: Api, make: Make) -> None:
    closed, admin = make.user(is_active=False), make.token(make.admin())
    organization, user = make.organization(closed), make.user()
    make.membership(organization, user)
    variables = {"id": organization.id}
    seen = api.data(MINE, variables, make.token(user))
    assert seen == {"organization": {"myRole": "STAFF", "owner": None}}
    assert api.data(MINE, variables, admin)["organization"]["owner"]["id"] == closed.id


def test_they_are_listed_searched_ordered_and_paged_like_everything_else(
    api: Api, make: Make
) -> None:
    user = make.user()
    token = make.token(user)
    names = ["Zebra", "ähnlich", "Ada", "100% Works"]
    ids = {
        name: make.organization(user, name=name, created_at=second(number)).id
        for number, name in enumerate(names)
    }

    def listed(**variables: Any) -> list[str]:
        page = api.data(LIST, variables, token)["organizations"]
        return [node["id"] for node in page["nodes"]]

    assert listed() == [ids[name] for name in reversed(names)]
    by_name = [{"field": "NAME", "direction": "DESC"}]
    assert listed(orderBy=by_name) == [
        ids[name] for name in ("ähnlich", "Zebra", "Ada", "100% Works")
    ]
    assert listed(search="ÄHN") == [ids["ähnlich"]]
    assert listed(search="0%") == [ids["100% Works"]]
    assert listed(search="works-") == [ids[name] for name in reversed(names)]
    first = api.data(LIST, {"first": 3}, token)["organizations"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (4, True)
    assert listed(first=3, after=first["pageInfo"]["endCursor"]) == [ids["Zebra"]]


def test_a_membership_and_its_organization_are_read_by_its_user(api: Api, make: Make) -> None:
    user = make.user()
    first, later = make.organization(name="First"), make.organization(name="Second")
    make.membership(first, user, MANAGER, created_at=second(0))
    make.membership(later, user, STAFF, INVITED, created_at=second(1))
    make.membership(make.organization(), user, is_active=False)
    make.membership(make.organization(is_active=False), user)
    mine = {"user": {"id": user.id}}
    listed = [
        {
            "role": "STAFF",
            "status": "INVITED",
            "organization": {"id": later.id, "name": "Second"},
            **mine,
        },
        {
            "role": "MANAGER",
            "status": "ACTIVE",
            "organization": {"id": first.id, "name": "First"},
            **mine,
        },
    ]
    body = api.execute(MEMBERSHIPS, token=make.token(user))
    assert body == {"data": {"me": {"memberships": {"nodes": listed}}}}


def seen(api: Api, token: str | None, user_id: str) -> bool:
    """Whether a user is visible; the routes agree."""
    data = api.data(USER, {"id": user_id}, token)
    assert (data["user"] is None) is (data["node"] is None)
    return data["user"] is not None


@pytest.mark.parametrize("one", MembershipStatus)
@pytest.mark.parametrize("other", MembershipStatus)
def test_who_accepted_to_be_in_one_organization_sees_each_other_and_invitees_nobody(
    api: Api, make: Make, one: MembershipStatus, other: MembershipStatus
) -> None:
    organization, users = make.organization(), (make.user(), make.user())
    for user, status in zip(users, (one, other), strict=True):
        make.membership(organization, user, STAFF, status)
    elsewhere = make.user()
    make.organization(elsewhere)
    are_fellows = one is other is ACTIVE
    assert seen(api, make.token(users[0]), users[1].id) is are_fellows
    assert seen(api, make.token(users[1]), users[0].id) is are_fellows
    for token in (None, make.token(make.user()), make.token(elsewhere)):
        assert not seen(api, token, users[0].id)


def test_of_a_fellow_member_a_private_profile_and_the_account_stay_private(
    api: Api, make: Make
) -> None:
    organization, viewer = make.organization(), make.user()
    make.membership(organization, viewer, OWNER)
    fellow = make.user(username="ada")
    profile = make.profile(fellow, is_public=False)
    make.membership(organization, fellow)
    data = api.data(USER, {"id": fellow.id}, make.token(viewer))
    created_at = data["user"].pop("createdAt")
    assert created_at
    assert data == {
        "user": {
            "id": fellow.id,
            "username": "ada",
            "email": None,
            "memberships": None,
            "profile": None,
        },
        "profileByUser": None,
        "node": {"id": fellow.id},
    }
    by_id = "query ($id: ID!) { profile(id: $id) { id } node(id: $id) { id } }"
    nothing = {"profile": None, "node": None}
    assert api.data(by_id, {"id": profile.id}, make.token(viewer)) == nothing


def test_who_left_or_is_closed_is_seen_no_more_nor_in_a_closed_organization(
    api: Api, make: Make
) -> None:
    organization, viewer = make.organization(), make.user()
    make.membership(organization, viewer)
    former = make.membership(organization, is_active=False).user_id
    inactive = make.membership(organization, make.user(is_active=False)).user_id
    closed = make.organization(is_active=False)
    make.membership(closed, viewer)
    left = make.organization()
    make.membership(left, viewer, is_active=False)
    token = make.token(viewer)
    ids = [former, inactive, closed.owner_id, left.owner_id]
    assert [seen(api, token, id) for id in ids if id] == [False] * 4
    assert seen(api, token, organization.owner_id or "")


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        ((OWNER, ACTIVE), {"member", "invitee", "own"}),
        ((MANAGER, ACTIVE), {"member", "invitee", "own"}),
        ((STAFF, ACTIVE), {"member", "own"}),
        ((OWNER, INVITED), {"own"}),
        (None, set()),
    ],
    ids=["owner", "manager", "staff", "invitee", "outsider"],
)
def test_a_membership_by_its_id_is_read_by_whom_its_status_allows(
    api: Api,
    make: Make,
    viewer: tuple[MembershipRole, MembershipStatus] | None,
    sees: set[str],
) -> None:
    organization, user = make.organization(), make.user()
    ids = {
        "member": make.membership(organization).id,
        "invitee": make.membership(organization, status=INVITED).id,
        "removed": make.membership(organization, is_active=False).id,
        "of an inactive user": make.membership(organization, make.user(is_active=False)).id,
        "elsewhere": make.membership(make.organization()).id,
    }
    if viewer is not None:
        ids["own"] = make.membership(organization, user, *viewer).id
    token = make.token(user)
    read = {name for name, id in ids.items() if api.data(NODE, {"id": id}, token)["node"]}
    assert read == sees


@pytest.mark.parametrize("super_admin", [False, True])
def test_the_statements_do_not_depend_on_how_many_there_are(
    api: Api, make: Make, super_admin: bool
) -> None:
    user = make.user(is_super_admin=super_admin)
    token = make.token(user)
    for _ in range(10):
        organization = make.organization()
        for role in (MANAGER, STAFF):
            make.membership(organization, role=role)
        make.membership(organization, user)
    counts = []
    for first in (1, 10):
        with api.statements() as statements:
            data = api.data(EVERYTHING, {"first": first}, token)["organizations"]
        assert len(data["nodes"]) == first
        assert all(node["members"]["totalCount"] == 4 for node in data["nodes"])
        counts.append(len(statements))
    # the viewer, the page and its count, roles, owners, members and their counts
    assert counts == [7, 7]


@pytest.mark.usefixtures("unplanned")
def test_memberships_of_one_user_take_as_many_statements_as_one(api: Api, make: Make) -> None:
    user = make.user()
    token, counts = make.token(user), []
    for more in (1, 9):
        for _ in range(more):
            make.membership(make.organization(), user)
        with api.statements() as statements:
            data = api.data(MEMBERSHIPS, token=token)
        counts.append((len(data["me"]["memberships"]["nodes"]), len(statements)))
    # the viewer, who is the user too, the memberships, their organizations, their users
    assert counts == [(1, 4), (10, 4)]
