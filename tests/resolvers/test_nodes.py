"""Anything by its id, one or many at once."""

import pytest

from db.models import Entity, User
from db.types import new_id
from tests.support.api import Api
from tests.support.make import Make

NODE = """
query Node($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on User { username own: profile { firstName } }
    ... on Profile { firstName user { username } }
    ... on Location { city profiles { totalCount } }
    ... on Contact { value profile { firstName } }
    ... on Job { title profile { firstName } }
  }
}
"""
NODES = """
query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on User { username }
    ... on Profile { firstName }
    ... on Location { city }
    ... on Contact { value }
    ... on Job { title }
  }
}
"""
TWICE = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } again: nodes(ids: $ids) { id } }"
SEVERAL = "query ($a: ID!, $b: ID!) { a: node(id: $a) { id } b: node(id: $b) { id } }"


def one_of_each(make: Make, user: User) -> dict[str, Entity]:
    location = make.location(city="London")
    profile = make.profile(user, location_id=location.id)
    contact, job = make.contact(profile), make.job(profile)
    return {"User": user, "Profile": profile, "Location": location, "Contact": contact, "Job": job}


FIELDS = {
    "User": {"username": "ada", "own": {"firstName": "Ada"}},
    "Profile": {"firstName": "Ada", "user": {"username": "ada"}},
    "Location": {"city": "London", "profiles": {"totalCount": 1}},
    "Contact": {"value": "ada@example.com", "profile": {"firstName": "Ada"}},
    "Job": {"title": "Analyst", "profile": {"firstName": "Ada"}},
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_node_is_what_its_id_says(api: Api, make: Make, name: str) -> None:
    user = make.user(username="ada")
    row = one_of_each(make, user)[name]
    assert api.execute(NODE, {"id": row.id}, make.token(user)) == {
        "data": {"node": {"__typename": name, "id": row.id, **FIELDS[name]}}
    }


def test_nodes_come_in_the_order_of_their_ids_each_as_often_as_asked(api: Api, make: Make) -> None:
    user = make.user(username="ada")
    rows = one_of_each(make, user)
    names = ["Job", "Profile", "User", "Job", "Location", "Contact", "Job"]
    own = {
        "User": {"username": "ada"},
        "Profile": {"firstName": "Ada"},
        "Location": {"city": "London"},
        "Contact": {"value": "ada@example.com"},
        "Job": {"title": "Analyst"},
    }
    ids = [rows[name].id for name in names]
    assert api.execute(NODES, {"ids": ids}, make.token(user)) == {
        "data": {
            "nodes": [
                {"__typename": name, "id": id, **own[name]}
                for name, id in zip(names, ids, strict=True)
            ]
        }
    }


def test_hidden_and_unknown_ids_are_null_among_the_others(api: Api, make: Make) -> None:
    public = make.profile()
    private = make.profile(is_public=False)
    ids = [new_id(), public.id, private.id, private.user_id, make.contact(public).id, public.id]
    body = api.execute(TWICE, {"ids": ids})
    seen = [None, {"id": public.id}, None, None, None, {"id": public.id}]
    assert body == {"data": {"nodes": seen, "again": seen}}


def test_an_id_in_capitals_is_the_same_id(api: Api, make: Make) -> None:
    profile = make.profile()
    assert api.data(NODE, {"id": profile.id.upper()})["node"]["id"] == profile.id


def test_no_ids_are_no_nodes(api: Api) -> None:
    assert api.execute(NODES, {"ids": []}) == {"data": {"nodes": []}}


def test_a_hundred_ids_are_the_most(api: Api, make: Make) -> None:
    profile = make.profile()
    ids = [*(new_id() for _ in range(99)), profile.id]
    nodes = api.data(TWICE, {"ids": ids})["nodes"]
    assert nodes == [*[None] * 99, {"id": profile.id}]
    assert api.codes(NODES, {"ids": [*ids, ids[0]]}) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "id",
    [
        "",
        "1",
        "x" * 36,
        "00000000-0000-0000-0000-00000000000",
        "{00000000-0000-0000-0000-000000000000}",
        "00000000000000000000000000000000",
        "00000000-0000-0000-0000-0000000000\x00",
        "urn:uuid:00000000-0000-0000-0000-000000000000",
        1,
    ],
)
def test_an_id_that_is_no_uuid_is_bad_user_input(api: Api, id: str | int) -> None:
    assert api.codes(NODE, {"id": id}) == ["BAD_USER_INPUT"]
    assert api.codes(NODES, {"ids": [new_id(), id]}) == ["BAD_USER_INPUT"]


def test_the_number_of_statements_depends_on_the_types_alone(api: Api, make: Make) -> None:
    user = make.user()
    token = make.token(user)
    rows = list(one_of_each(make, user).values())
    few = [row.id for row in rows]
    many = [
        *few,
        *(make.location(is_offered=True).id for _ in range(40)),
        *(make.profile().id for _ in range(40)),
    ]
    counts = []
    for ids in (few, many, many[5:], few[:1], [new_id()]):
        with api.statements() as statements:
            api.data(TWICE, {"ids": ids}, token)
        counts.append(len(statements))
    assert counts == [7, 7, 4, 3, 2]


def test_nodes_asked_for_one_by_one_are_read_together(api: Api, make: Make) -> None:
    ids = {"a": make.profile().id, "b": make.profile().id}
    with api.statements() as statements:
        body = api.execute(SEVERAL, ids)
    assert body == {"data": {"a": {"id": ids["a"]}, "b": {"id": ids["b"]}}}
    assert len(statements) == 2
