"""Who sees which users, memberships, organizations and places in made-up societies.

What plain Python says (`tests/support/society.py`) is what every route answers, whoever asks.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from db.models import AuditEvent, Entity, MembershipRole, MembershipStatus, User
from tests.support import society
from tests.support.api import Api
from tests.support.make import Make
from tests.support.society import Society

BY_ID = """
query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on User { profile { id user { id } location { id } } }
    ... on Membership { user { id } organization { id } }
    ... on Organization { owner { id } }
  }
}
"""
MEMBERS = """
query ($id: ID!) {
  organization(id: $id) {
    owner { id } members(first: 50) { totalCount nodes { id user { id } } }
  }
}
"""
LISTS = """{
  organizations(first: 100) { totalCount nodes { id } }
  locations(first: 100) { totalCount nodes { id } edges { node { id } } }
  found: locations(first: 100, search: "city", orderBy: [{field: CITY}]) { totalCount nodes { id } }
  filtered: locations(first: 100, filter: {not: {id: {in: []}}}) { totalCount nodes { id } }
  locationsPage(size: 100) { total items { id } }
  profiles(first: 100) { totalCount nodes { id user { id } location { id } } }
}"""
TRAIL = """{
  me { securityEvents(first: 100) { nodes { actor { id } subject { id } } } }
}"""
INVITE = """
mutation ($organization: ID!, $user: ID!) {
  inviteMember(input: {organizationId: $organization, userId: $user}) { errors { code path } }
}
"""
ROOTS = 20
"""Fields that one operation may have at its root."""


@dataclass
class Viewer:
    """Somebody who asks: an active user of a society, or nobody."""

    api: Api
    user: User | None
    token: str | None

    def data(self, document: str, **variables: Any) -> dict[str, Any]:
        return self.api.data(document, variables, self.token)

    def one_by_one(self, field: str, rows: Sequence[Entity]) -> set[str]:
        """The ids that a root field finds by their ids."""
        found = set()
        for start in range(0, len(rows), ROOTS):
            some = enumerate(rows[start : start + ROOTS])
            fields = " ".join(f'a{n}: {field}(id: "{row.id}") {{ id }}' for n, row in some)
            found |= ids(self.data(f"{{ {fields} }}").values())
        return found


def ids(nodes: Iterable[dict[str, Any] | None]) -> set[str]:
    return {node["id"] for node in nodes if node is not None}


def visible(
    sees: Callable[[User | None, Any], bool], viewer: Viewer, rows: Sequence[Any]
) -> set[str]:
    return {row.id for row in rows if sees(viewer.user, row)}


@pytest.fixture(params=[1, pytest.param(2, marks=pytest.mark.slow)])
def people(make: Make, request: pytest.FixtureRequest) -> Society:
    return society.build(make, request.param)


@pytest.fixture
def viewers(api: Api, make: Make, people: Society) -> list[Viewer]:
    """Nobody, a stranger, and everybody who may sign in."""
    stranger = make.user()
    signed_in = [stranger, *(user for user in people.users if user.is_active)]
    people.users.append(stranger)
    nobody = Viewer(api, None, None)
    return [nobody, *(Viewer(api, user, make.token(user)) for user in signed_in)]


def test_every_kind_of_viewer_is_among_them(people: Society, viewers: list[Viewer]) -> None:
    kinds = {
        (held.role, held.status)
        for viewer in viewers
        for held in people.held(viewer.user, *MembershipStatus)
    }
    assert kinds == {(role, status) for role in MembershipRole for status in MembershipStatus}


def test_users_are_seen_as_far_as_both_sides_consented(
    people: Society, viewers: list[Viewer]
) -> None:
    for viewer in viewers:
        expected = visible(people.sees_user, viewer, people.users)
        found = viewer.data(BY_ID, ids=[user.id for user in people.users])["nodes"]
        assert ids(found) == expected
        assert viewer.one_by_one("user", people.users) == expected
        assert viewer.one_by_one("node", people.users) == expected
        profiles = visible(people.sees_profile, viewer, people.profiles)
        assert ids(node["profile"] for node in found if node) == profiles


def test_memberships_and_organizations_show_no_more_than_that(
    people: Society, viewers: list[Viewer]
) -> None:
    owner_of = {each.id: each.owner_id for each in people.organizations}
    user_of = {each.id: each.user_id for each in people.memberships}
    for viewer in viewers:
        users = visible(people.sees_user, viewer, people.users)
        memberships = visible(people.sees_membership, viewer, people.memberships)
        organizations = visible(people.sees_organization, viewer, people.organizations)
        found = viewer.data(BY_ID, ids=list(user_of))["nodes"]
        assert ids(found) == memberships
        assert {node["id"]: node["user"]["id"] for node in found if node} == {
            id: user_of[id] for id in memberships
        }
        assert {user_of[id] for id in memberships} <= users
        shown = viewer.data(BY_ID, ids=list(owner_of))["nodes"]
        assert ids(shown) == organizations
        owners = {node["id"]: node["owner"] and node["owner"]["id"] for node in shown if node}
        assert owners == {id: _if_in(users, owner_of[id]) for id in organizations}
        joined = {each.organization_id for each in people.held(viewer.user, society.ACTIVE)}
        for id in owner_of:
            read = viewer.data(MEMBERS, id=id)["organization"]
            assert (read is not None) is (id in organizations)
            if read is not None:
                _check_members(people, viewer, id, read["members"], memberships, id in joined)


def _if_in(seen: set[str], id: str | None) -> str | None:
    return id if id in seen else None


def _check_members(
    people: Society,
    viewer: Viewer,
    id: str,
    members: dict[str, Any],
    memberships: set[str],
    joined: bool,
) -> None:
    """Whoever is merely invited reads none; nobody reads who is gone."""
    is_admin = viewer.user is not None and viewer.user.is_super_admin
    expected = {
        each.id
        for each in people.memberships
        if each.organization_id == id and each.is_active and each.id in memberships
    }
    assert ids(members["nodes"]) == (expected if joined or is_admin else set())
    assert members["totalCount"] == len(members["nodes"])


def test_a_place_is_seen_unless_hidden_profiles_alone_refer_to_it(
    people: Society, viewers: list[Viewer]
) -> None:
    place_of = {each.id: each.location_id for each in people.profiles}
    for viewer in viewers:
        expected = visible(people.sees_location, viewer, people.locations)
        assert viewer.one_by_one("location", people.locations) == expected
        assert viewer.one_by_one("node", people.locations) == expected
        lists = viewer.data(LISTS)
        page = lists.pop("locationsPage")
        assert (ids(page["items"]), page["total"]) == (expected, len(expected))
        for name in ("locations", "found", "filtered"):
            assert (ids(lists[name]["nodes"]), lists[name]["totalCount"]) == (
                expected,
                len(expected),
            )
        for profile in lists["profiles"]["nodes"]:
            assert (profile["location"] or {}).get("id") == _if_in(
                expected, place_of[profile["id"]]
            )
        profiles = visible(people.sees_profile, viewer, people.profiles)
        assert ids(lists["profiles"]["nodes"]) == profiles
        users = visible(people.sees_user, viewer, people.users)
        assert ids(node["user"] for node in lists["profiles"]["nodes"]) <= users


def test_the_trail_of_an_account_shows_whom_and_what_its_user_sees(
    make: Make, people: Society, viewers: list[Viewer]
) -> None:
    rows = [*people.users, *people.memberships, *people.organizations, *people.locations]
    for viewer in viewers[1:]:
        assert viewer.user is not None
        told = {"action": "MEMBER_INVITED", "account_id": viewer.user.id}
        make.store_all(
            AuditEvent(actor_id=actor.id, subject_id=subject.id, **told)
            for actor, subject in zip(people.users * 5, rows, strict=False)
        )
        events = viewer.data(TRAIL)["me"]["securityEvents"]["nodes"]
        assert len(events) == len(rows)
        actors = visible(people.sees_user, viewer, people.users)
        subjects = {
            *actors,
            *visible(people.sees_membership, viewer, people.memberships),
            *visible(people.sees_organization, viewer, people.organizations),
            *visible(people.sees_location, viewer, people.locations),
        }
        assert ids(event["actor"] for event in events) == actors
        assert ids(event["subject"] for event in events) == subjects


def test_one_invites_whom_one_sees_by_their_profile(
    make: Make, people: Society, viewers: list[Viewer]
) -> None:
    for viewer in viewers[1:]:
        assert viewer.user is not None
        own = make.organization(viewer.user)
        for user in people.users:
            if user.id == viewer.user.id:
                continue
            is_admin = viewer.user.is_super_admin and user.is_active
            errors = viewer.data(INVITE, organization=own.id, user=user.id)["inviteMember"][
                "errors"
            ]
            refused = [{"code": "NOT_FOUND", "path": ["userId"]}]
            assert errors == ([] if is_admin or people.is_published(user) else refused)
