"""Active locations are seen where a super admin offers them or a visible profile refers to them;
postal codes are for those who are signed in."""

import pytest

from db.models import Location
from tests.support.api import Api
from tests.support.make import Make
from tests.support.rows import every, trail
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


SHOW = """
mutation ($id: ID!, $shown: Boolean!) {
  setProfileVisibility(id: $id, isPublic: $shown) { errors { code } }
}
"""
LEAVE = """
mutation ($id: ID!) { updateProfile(input: {id: $id, locationId: null}) { errors { code } } }
"""
MOVE = """
mutation ($id: ID!) {
  updateProfile(input: {id: $id, location: {country: "Peru"}}) { errors { code } }
}
"""
DEACTIVATE = "mutation ($id: ID!) { deactivateProfile(id: $id) { errors { code } } }"
ERASE = "mutation { eraseAccount { errors { code } } }"
CLOSE = "mutation ($id: ID!) { deactivateUser(id: $id) { errors { code } } }"


def done(api: Api, document: str, token: str, **variables: object) -> None:
    (payload,) = api.data(document, variables, token).values()
    assert payload["errors"] == []


@pytest.mark.parametrize(
    ("is_offered", "expected"), [(False, [False, True, False, False]), (True, [True] * 4)]
)
def test_a_place_comes_and_goes_with_the_last_visible_profile_there_unless_it_is_offered(
    api: Api, make: Make, is_offered: bool, expected: list[bool]
) -> None:
    place, user = make.location(is_offered=is_offered), make.user()
    profile = make.profile(user, location_id=place.id)
    token, seen = make.token(user), []
    for document, values in (
        (SHOW, {"shown": False}),
        (SHOW, {"shown": True}),
        (SHOW, {"shown": False}),
        (LEAVE, {}),
    ):
        done(api, document, token, id=profile.id, **values)
        seen.append(api.data(FIND, {"id": place.id})["location"] is not None)
    assert seen == expected


@pytest.mark.parametrize("end", [LEAVE, MOVE, DEACTIVATE, ERASE, CLOSE])
@pytest.mark.parametrize("hidden", [True, False])
def test_who_goes_shows_nobody_a_place_that_they_did_not_see(
    api: Api, make: Make, end: str, hidden: bool
) -> None:
    """Also not one that a profile showed as long as it was there."""
    place, user, admin = make.location(city="Atlantis"), make.user(), make.admin()
    profile = make.profile(user, location_id=place.id, is_public=not hidden)
    variables = {"id": place.id, "profile": profile.id}
    strangers = [None, make.token(make.user())]
    before = [api.data(FIND, {"id": place.id}, each)["location"] for each in strangers]
    assert before == [None if hidden else {"id": place.id}] * 2
    if end == CLOSE:
        done(api, end, make.token(admin), id=user.id)
    else:
        done(api, end, make.token(user), **({} if end == ERASE else {"id": profile.id}))
    for token in strangers:
        found = api.data(EXISTS, variables, token)
        assert (found["location"], found["node"], found["nodes"]) == (None, None, [None])
        assert (found["found"]["nodes"], found["found"]["totalCount"]) == ([], 0)
        assert place.id not in str(found)
    assert api.data(FIND, {"id": place.id}, make.token(admin)) == {"location": {"id": place.id}}


@pytest.mark.parametrize("is_admin", [True, False])
@pytest.mark.parametrize("state", ["new", "found", "with a hidden profile"])
def test_super_admins_alone_offer_a_place_by_naming_it(
    api: Api, make: Make, is_admin: bool, state: str
) -> None:
    user = make.user(is_super_admin=is_admin)
    if state != "new":
        place = make.location(country="Germany", city="Atlantis")
        make.profile(is_public=False, location_id=None if state == "found" else place.id)
    names = {"input": {"country": "Germany", "city": "atlantis"}}
    for _ in range(2):
        id = api.data(NAME_IT, names, make.token(user))["createLocation"]["location"]["id"]
    assert api.data(FIND, {"id": id}) == {"location": {"id": id} if is_admin else None}
    created = [("LOCATION_CREATED", user.id, id, None)] if state == "new" else []
    offered = [("LOCATION_OFFERED", user.id, id, None)] if is_admin else []
    assert trail(api) == [*created, *offered]


def test_a_super_admin_offers_no_place_by_a_profile_and_takes_an_offer_back(
    api: Api, make: Make
) -> None:
    admin = make.admin()
    profile = make.profile(admin, is_public=False)
    token = make.token(admin)
    place = make.location(country="Peru", city=None, is_offered=True)
    take_away = "mutation ($id: ID!) { deactivateLocation(id: $id) { errors { code } } }"
    done(api, take_away, token, id=place.id)
    done(api, MOVE, token, id=profile.id)
    (row,) = every(api, Location)
    assert (row.id, row.is_active, row.is_offered) == (place.id, True, False)
    assert api.data(FIND, {"id": place.id}) == {"location": None}


def test_super_admins_who_offer_one_place_at_once_offer_it_once(api: Api, make: Make) -> None:
    make.location(country="Peru", city="Lima")
    tokens = [make.token(make.admin()) for _ in range(4)]
    names = {"input": {"country": "Peru", "city": "Lima"}}
    bodies = api.together([api.post(NAME_IT, names, tokens[n % 4]) for n in range(20)])
    assert [body["data"]["createLocation"]["errors"] for body in bodies] == [[]] * 20
    assert [event[0] for event in trail(api)] == ["LOCATION_OFFERED"]
