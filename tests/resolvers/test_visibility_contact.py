"""Who sees contacts: by every route the same ones, and removed ones by super admins alone."""

from typing import Any

import pytest

from db.models import Contact, Profile
from db.types import new_id
from tests.support.api import Api
from tests.support.make import Make
from tests.support.viewers import ADMIN, ANONYMOUS, KINDS, OTHER, OWNER, token_of

CONTACTS = """
query Contacts($profile: ID!, $contact: ID!) {
  contact(id: $contact) { value }
  node(id: $contact) { ... on Contact { value } }
  nodes(ids: [$contact]) { ... on Contact { value } }
  contacts { nodes { value } edges { node { value } } totalCount pageInfo { hasNextPage } }
  found: contacts(search: "ADA@") { nodes { value } totalCount }
  contactsPage { items { value } total pages }
  profile(id: $profile) {
    contacts { value }
    typed: contacts(type: "EMAIL") { value }
    limited: contacts(first: 1) { value }
  }
  profiles { nodes { contacts { value } } }
}
"""


def answer(contact: dict[str, str] | None, *, nested: bool = True) -> dict[str, Any]:
    """What is read by someone who sees `contact`, perhaps in its profile too, or no contact."""
    seen = [contact] if contact else []
    inside = seen if nested else []
    return {
        "contact": contact,
        "node": contact,
        "nodes": [contact],
        "contacts": {
            "nodes": seen,
            "edges": [{"node": item} for item in seen],
            "totalCount": len(seen),
            "pageInfo": {"hasNextPage": False},
        },
        "found": {"nodes": seen, "totalCount": len(seen)},
        "contactsPage": {"items": seen, "total": len(seen), "pages": len(seen)},
        "profile": {"contacts": inside, "typed": inside, "limited": inside},
        "profiles": {"nodes": [{"contacts": inside}]},
    }


def variables(profile: Profile, contact: Contact) -> dict[str, str]:
    return {"profile": profile.id, "contact": contact.id}


@pytest.mark.parametrize("viewer", KINDS)
def test_signed_in_viewers_see_the_contacts_of_a_profile_that_allows_contact(
    api: Api, make: Make, viewer: str
) -> None:
    user = make.user()
    profile = make.profile(user)
    contact = make.contact(profile)
    seen = None if viewer == ANONYMOUS else {"value": "ada@example.com"}
    token = token_of(make, user, viewer)
    assert api.execute(CONTACTS, variables(profile, contact), token) == {"data": answer(seen)}


@pytest.mark.parametrize("viewer", KINDS)
def test_contacts_of_a_profile_that_does_not_allow_contact_look_empty_to_others(
    api: Api, make: Make, viewer: str
) -> None:
    user = make.user()
    profile = make.profile(user, allow_contact=False)
    contact = make.contact(profile)
    seen = {"value": "ada@example.com"} if viewer in {OWNER, ADMIN} else None
    token = token_of(make, user, viewer)
    assert api.execute(CONTACTS, variables(profile, contact), token) == {"data": answer(seen)}


@pytest.mark.parametrize("viewer", KINDS)
def test_a_removed_contact_is_seen_by_super_admins_alone_and_only_at_the_root(
    api: Api, make: Make, viewer: str
) -> None:
    user = make.user()
    profile = make.profile(user)
    contact = make.store(make.contact(profile).deactivate())
    seen = {"value": "ada@example.com"} if viewer == ADMIN else None
    token = token_of(make, user, viewer)
    assert api.execute(CONTACTS, variables(profile, contact), token) == {
        "data": answer(seen, nested=False)
    }


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER])
def test_a_hidden_contact_is_answered_as_an_unknown_id_is(
    api: Api, make: Make, viewer: str
) -> None:
    user = make.user()
    profile = make.profile(user, allow_contact=False)
    contact = make.contact(profile)
    token = token_of(make, user, viewer)
    assert api.execute(CONTACTS, variables(profile, contact), token) == api.execute(
        CONTACTS, {"profile": profile.id, "contact": new_id()}, token
    )


MIXED = "{ profiles { nodes { firstName contacts { value } } } contacts { nodes { value } } }"


def test_a_list_of_profiles_shows_the_contacts_of_those_that_allow_it(api: Api, make: Make) -> None:
    user = make.user()
    closed = make.profile(first_name="Closed", allow_contact=False)
    own = make.profile(user, first_name="Own", allow_contact=False)
    opened = make.profile(first_name="Open")
    for profile in (closed, own, opened):
        make.contact(profile, value=profile.first_name)
    assert api.execute(MIXED, token=make.token(user)) == {
        "data": {
            "profiles": {
                "nodes": [
                    {"firstName": "Open", "contacts": [{"value": "Open"}]},
                    {"firstName": "Own", "contacts": [{"value": "Own"}]},
                    {"firstName": "Closed", "contacts": []},
                ]
            },
            "contacts": {"nodes": [{"value": "Open"}, {"value": "Own"}]},
        }
    }
