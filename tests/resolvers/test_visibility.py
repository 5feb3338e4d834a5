"""A hidden profile does not exist for others, by whatever route they look for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from db.models import Contact, Job, Location, Profile, User
from db.types import new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.viewers import ADMIN, ANONYMOUS, OTHER, OWNER, token_of

EVERY_ROUTE = """
query EveryRoute($profile: ID!, $user: ID!, $location: ID!, $contact: ID!, $job: ID!) {
  profile(id: $profile) { ...profile }
  profileByUser(userId: $user) { ...profile }
  user(id: $user) { id profile { id } }
  node(id: $profile) { id }
  nodes(ids: [$user, $profile, $contact, $job]) { id }
  profiles { ...profiles }
  found: profiles(search: "hidden", orderBy: [{ field: FIRST_NAME }]) { ...profiles }
  profilesPage { items { id } total pages }
  foundPage: profilesPage(search: "HIDDEN") { items { id } total pages }
  location(id: $location) { profiles { ...profiles } }
  contact(id: $contact) { id profile { id } }
  contacts { nodes { id } edges { node { profile { id } } } totalCount }
  contactsPage(search: "hidden") { items { id } total pages }
  job(id: $job) { id profile { id } }
  jobs { nodes { id } edges { node { profile { id } } } totalCount }
  jobsPage(search: "hidden") { items { id } total pages }
}

fragment profile on Profile { id user { id } contacts { id } jobs { id } }

fragment profiles on ProfileConnection {
  nodes { id }
  edges { node { id } }
  pageInfo { hasNextPage hasPreviousPage }
  totalCount
}
"""


@dataclass
class Person:
    """A profile with all that hangs on it."""

    user: User
    profile: Profile
    location: Location
    contact: Contact
    job: Job

    @property
    def ids(self) -> dict[str, str]:
        return {
            "profile": self.profile.id,
            "user": self.user.id,
            "location": self.location.id,
            "contact": self.contact.id,
            "job": self.job.id,
        }


def person(make: Make, *, user_is_active: bool = True, **values: Any) -> Person:
    location = make.location()
    user = make.user(is_active=user_is_active)
    profile = make.profile(user, first_name="Hidden", location_id=location.id, **values)
    contact = make.contact(profile, value="hidden@example.com")
    return Person(user, profile, location, contact, make.job(profile, title="Hidden work"))


def private(make: Make) -> Person:
    return person(make, is_public=False)


def inactive(make: Make) -> Person:
    return person(make, is_active=False)


def of_an_inactive_user(make: Make) -> Person:
    return person(make, user_is_active=False)


NO_PROFILES = {
    "nodes": [],
    "edges": [],
    "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
    "totalCount": 0,
}
NO_ITEMS = {"items": [], "total": 0, "pages": 0}
NO_NODES = {"nodes": [], "edges": [], "totalCount": 0}
NOTHING = {
    "profile": None,
    "profileByUser": None,
    "user": None,
    "node": None,
    "nodes": [None, None, None, None],
    "profiles": NO_PROFILES,
    "found": NO_PROFILES,
    "profilesPage": NO_ITEMS,
    "foundPage": NO_ITEMS,
    "location": None,
    "contact": None,
    "contacts": NO_NODES,
    "contactsPage": NO_ITEMS,
    "job": None,
    "jobs": NO_NODES,
    "jobsPage": NO_ITEMS,
}


def everything(person: Person, *, contacts: bool = True) -> dict[str, Any]:
    """What is read by someone who sees the person, and perhaps the contacts."""
    user, profile = {"id": person.user.id}, {"id": person.profile.id}
    contact, job = {"id": person.contact.id}, {"id": person.job.id}
    whole = {**profile, "user": user, "contacts": [contact] if contacts else [], "jobs": [job]}
    profiles = {**NO_PROFILES, "nodes": [profile], "edges": [{"node": profile}], "totalCount": 1}
    page = {"items": [profile], "total": 1, "pages": 1}
    return {
        "profile": whole,
        "profileByUser": whole,
        "user": {**user, "profile": profile},
        "node": profile,
        "nodes": [user, profile, contact if contacts else None, job],
        "profiles": profiles,
        "found": profiles,
        "profilesPage": page,
        "foundPage": page,
        "location": {"profiles": profiles},
        "contact": {**contact, "profile": profile} if contacts else None,
        "contacts": listed(contact, profile) if contacts else NO_NODES,
        "contactsPage": {"items": [contact], "total": 1, "pages": 1} if contacts else NO_ITEMS,
        "job": {**job, "profile": profile},
        "jobs": listed(job, profile),
        "jobsPage": {"items": [job], "total": 1, "pages": 1},
    }


def listed(detail: dict[str, str], profile: dict[str, str]) -> dict[str, Any]:
    return {"nodes": [detail], "edges": [{"node": {"profile": profile}}], "totalCount": 1}


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER])
@pytest.mark.parametrize("hide", [private, inactive, of_an_inactive_user])
def test_a_hidden_profile_does_not_exist_for_others(
    api: Api, make: Make, hide: Callable[[Make], Person], viewer: str
) -> None:
    hidden = hide(make)
    token = token_of(make, hidden.user, viewer)
    assert api.execute(EVERY_ROUTE, hidden.ids, token) == {"data": NOTHING}


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER])
@pytest.mark.parametrize("hide", [private, inactive, of_an_inactive_user])
def test_a_hidden_profile_is_answered_as_an_unknown_id_is(
    api: Api, make: Make, hide: Callable[[Make], Person], viewer: str
) -> None:
    hidden = hide(make)
    token = token_of(make, hidden.user, viewer)
    unknown = {name: new_id() for name in hidden.ids}
    answers = [api.execute(EVERY_ROUTE, ids, token) for ids in (hidden.ids, unknown)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("hide", "viewer"),
    [
        (private, OWNER),
        (private, ADMIN),
        (inactive, OWNER),
        (inactive, ADMIN),
        (of_an_inactive_user, ADMIN),
    ],
)
def test_a_hidden_profile_is_seen_by_its_owner_and_super_admins(
    api: Api, make: Make, hide: Callable[[Make], Person], viewer: str
) -> None:
    hidden = hide(make)
    token = token_of(make, hidden.user, viewer)
    assert api.execute(EVERY_ROUTE, hidden.ids, token) == {"data": everything(hidden)}


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER, OWNER, ADMIN])
def test_a_public_profile_is_seen_by_everyone(api: Api, make: Make, viewer: str) -> None:
    public = person(make)
    token = token_of(make, public.user, viewer)
    expected = everything(public, contacts=viewer != ANONYMOUS)
    assert api.execute(EVERY_ROUTE, public.ids, token) == {"data": expected}


ONE = "{ profiles(first: 1, orderBy: [{ field: CREATED_AT }]) { nodes { id } pageInfo { ...p } } } \
fragment p on PageInfo { hasNextPage hasPreviousPage }"


@pytest.mark.parametrize("hide", [private, inactive, of_an_inactive_user])
def test_a_hidden_profile_makes_no_further_page(
    api: Api, make: Make, hide: Callable[[Make], Person]
) -> None:
    hide(make)
    profile = make.profile()
    hide(make)
    assert api.data(ONE) == {
        "profiles": {
            "nodes": [{"id": profile.id}],
            "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
        }
    }
