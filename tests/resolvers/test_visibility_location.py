"""Active locations are seen unless hidden profiles alone refer to them; postal codes are for those
who are signed in."""

import pytest

from tests.support.api import Api
from tests.support.make import Make
from tests.support.viewers import ADMIN, ANONYMOUS, KINDS, OTHER, OWNER, token_of

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
    assert api.execute(POSTAL_CODE, variables, token_of(make, user, viewer)) == {
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
    assert api.execute(EXISTS, variables, token_of(make, user, viewer)) == {
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
    assert api.execute(EXISTS, variables, token_of(make, user, ADMIN)) == {
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


NAME_IT = """
mutation ($input: CreateLocationInput!) {
  createLocation(input: $input) { location { id city profiles { totalCount } } errors { code } }
}
"""
FIND = "query ($id: ID!) { location(id: $id) { id } }"
MOVE_THERE = """
mutation ($profile: ID!, $id: ID!) {
  updateProfile(input: {id: $profile, locationId: $id}) {
    profile { location { id } } errors { code path }
  }
}
"""


def test_who_names_all_of_a_hidden_place_is_given_it_and_reads_it_once_they_are_there(
    api: Api, make: Make
) -> None:
    place, user = make.location(city="Atlantis"), make.user()
    make.profile(location_id=place.id, is_public=False)
    own = make.profile(user, is_public=False)
    token, variables = make.token(user), {"id": place.id}
    named = api.data(NAME_IT, {"input": {"country": "germany", "city": "ATLANTIS"}}, token)
    assert named["createLocation"] == {
        "location": {"id": place.id, "city": "Atlantis", "profiles": {"totalCount": 0}},
        "errors": [],
    }
    assert api.data(FIND, variables, token) == {"location": None}
    moved = api.data(MOVE_THERE, {"profile": own.id, **variables}, token)["updateProfile"]
    assert moved == {"profile": {"location": {"id": place.id}}, "errors": []}
    assert api.data(FIND, variables, token) == {"location": {"id": place.id}}
    for stranger in (None, make.token(make.user())):
        assert api.data(FIND, variables, stranger) == {"location": None}


def test_a_place_comes_and_goes_with_the_last_visible_profile_there(api: Api, make: Make) -> None:
    place, user = make.location(), make.user()
    profile = make.profile(user, location_id=place.id)
    token, variables = make.token(user), {"id": profile.id}
    show = "mutation ($id: ID!, $shown: Boolean!) { setProfileVisibility(id: $id, isPublic: $shown)"
    show += " { errors { code } } }"
    leave = "mutation ($id: ID!) { updateProfile(input: {id: $id, locationId: null})"
    leave += " { errors { code } } }"
    seen = []
    for document, values in (
        (show, {"shown": False}),
        (show, {"shown": True}),
        (show, {"shown": False}),
        (leave, {}),
    ):
        api.data(document, {**variables, **values}, token)
        seen.append(api.data(FIND, {"id": place.id})["location"] is not None)
    assert seen == [False, True, False, True]
