"""Everyone sees active locations; postal codes are for signed-in viewers."""

import pytest

from tests.support.api import Api
from tests.support.make import Make
from tests.support.viewers import ADMIN, ANONYMOUS, KINDS, OTHER, OWNER, tokens

POSTAL_CODE = """
query PostalCode($id: ID!, $profile: ID!) {
  location(id: $id) { ...place }
  node(id: $id) { ... on Location { ...place } }
  locations { nodes { ...place } edges { node { ...place } } }
  locationsPage { items { ...place } }
  profile(id: $profile) { location { ...place } }
}

fragment place on Location { city postalCode }
"""
EXISTS = """
query Exists($id: ID!, $profile: ID!) {
  location(id: $id) { id isActive }
  node(id: $id) { id }
  nodes(ids: [$id]) { id }
  locations { nodes { id } totalCount }
  found: locations(search: "atlantis") { nodes { id } totalCount }
  locationsPage { items { id } total pages }
  profile(id: $profile) { location { id } }
}
"""


@pytest.mark.parametrize("viewer", KINDS)
def test_a_postal_code_is_for_signed_in_viewers(api: Api, make: Make, viewer: str) -> None:
    user = make.user()
    location = make.location(city="Bonn", postal_code="53111")
    profile = make.profile(user, location_id=location.id)
    place = {"city": "Bonn", "postalCode": None if viewer == ANONYMOUS else "53111"}
    variables = {"id": location.id, "profile": profile.id}
    assert api.execute(POSTAL_CODE, variables, tokens(make, user)[viewer]) == {
        "data": {
            "location": place,
            "node": place,
            "locations": {"nodes": [place], "edges": [{"node": place}]},
            "locationsPage": {"items": [place]},
            "profile": {"location": place},
        }
    }


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER, OWNER])
def test_an_inactive_location_does_not_exist(api: Api, make: Make, viewer: str) -> None:
    user = make.user()
    location = make.location(city="Atlantis", is_active=False)
    profile = make.profile(user, location_id=location.id)
    variables = {"id": location.id, "profile": profile.id}
    assert api.execute(EXISTS, variables, tokens(make, user)[viewer]) == {
        "data": {
            "location": None,
            "node": None,
            "nodes": [None],
            "locations": {"nodes": [], "totalCount": 0},
            "found": {"nodes": [], "totalCount": 0},
            "locationsPage": {"items": [], "total": 0, "pages": 0},
            "profile": {"location": None},
        }
    }


def test_super_admins_see_inactive_locations(api: Api, make: Make) -> None:
    user = make.user()
    location = make.location(city="Atlantis", is_active=False)
    profile = make.profile(user, location_id=location.id)
    variables = {"id": location.id, "profile": profile.id}
    seen = {"id": location.id}
    assert api.execute(EXISTS, variables, tokens(make, user)[ADMIN]) == {
        "data": {
            "location": {**seen, "isActive": False},
            "node": seen,
            "nodes": [seen],
            "locations": {"nodes": [seen], "totalCount": 1},
            "found": {"nodes": [seen], "totalCount": 1},
            "locationsPage": {"items": [seen], "total": 1, "pages": 1},
            "profile": {"location": seen},
        }
    }
