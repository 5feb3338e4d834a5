"""Metrics count statements, so a hidden row has to cost as many as one that does not exist."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
)

import schema
from db.models import Location, Session
from db.types import new_id
from tests.attacks.test_rows_of_others import CALLS, names_a_row, rows_of
from tests.support.api import Api
from tests.support.make import Make
from tests.support.pictures import head_of
from tests.support.rows import every

SCHEMA = build_schema(schema.sdl())
SECOND = {
    "createProfile.locationId": "(input: {locationId: $ID})",
    "updateProfile.locationId": "(input: {id: $PROFILE, locationId: $ID})",
    "transferOwnership.userId": "(organizationId: $ORGANIZATION, userId: $ID)",
    "inviteMember.userId": "(input: {organizationId: $ORGANIZATION, userId: $ID})",
}
"""Mutations of rows of one's own that name another row besides."""


def ids_of(root: GraphQLObjectType | None) -> Iterator[tuple[str, str]]:
    """Each field of a root that names rows, with each argument or input field that does so."""
    assert root is not None
    for name, field in root.fields.items():
        for argument, each in field.args.items():
            if argument != "filter" and names_a_row(each.type):
                yield from ((name, path) for path in _named(argument, each.type))


def _named(name: str, type_: GraphQLInputType) -> list[str]:
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        return [
            path
            for key, field in named.fields.items()
            if names_a_row(field.type)
            for path in _named(key, field.type)
        ]
    return [name]


QUERIES = {
    name: f"({path}: {'[$ID]' if path == 'ids' else '$ID'}) {{ id }}"
    for name, path in ids_of(SCHEMA.query_type)
}


def test_every_field_that_names_a_row_is_tried() -> None:
    assert QUERIES.keys() >= {"node", "nodes", "profileByUser", "job"}
    first: set[str] = set()
    second = set()
    for name, path in ids_of(SCHEMA.mutation_type):
        if name in first:
            second.add(f"{name}.{path}")
        first.add(name)
    assert CALLS.keys() == first
    assert SECOND.keys() == second


class Hidden:
    """Rows that are hidden from the viewers: of a stranger with a private profile, and closed."""

    def __init__(self, api: Api, make: Make) -> None:
        victim, colleague, self.thief = (make.user() for _ in range(3))
        root = make.admin()
        make.token(victim)
        make.profile(root, is_public=False)
        self.profile = make.profile(self.thief)
        self.organization = make.organization(self.thief)
        ids = rows_of(make, victim, colleague, is_public=False)
        shown = {row.id for row in every(api, Location)}
        self.ids = [id for id in ids if id not in shown]
        self.ids += [row.id for row in every(api, Session, user_id=victim.id)]
        self.ids += [root.id, make.admin(is_active=False).id]
        self.tokens = [None, make.token(self.thief)]

    def fill(self, call: str, id: str) -> str:
        """A call with its ids."""
        for name, text in {
            "$ID": id,
            "$PROFILE": self.profile.id,
            "$ORGANIZATION": self.organization.id,
            "$WHOM": self.thief.id,
        }.items():
            call = call.replace(name, f'"{text}"')
        return call.replace("$OPPOSITE", "true")


@pytest.fixture
def hidden(api: Api, make: Make) -> Hidden:
    return Hidden(api, make)


def cost(api: Api, document: str, token: str | None) -> tuple[int, Any]:
    """How many statements a document takes, and its answer."""
    with api.statements() as seen:
        answer = api.execute(document, token=token)
    return len(seen), answer


def compare(api: Api, hidden: Hidden, document: str) -> None:
    """Every hidden row costs as much as an unknown one, and is answered alike."""
    for token in hidden.tokens:
        expected = cost(api, hidden.fill(document, new_id()), token)
        for id in hidden.ids:
            assert cost(api, hidden.fill(document, id), token) == expected


@pytest.mark.parametrize("name", QUERIES)
def test_a_hidden_row_is_looked_for_as_long_as_an_unknown_one(
    api: Api, hidden: Hidden, name: str
) -> None:
    compare(api, hidden, f"{{ {name}{QUERIES[name]} }}")


@pytest.mark.parametrize("name", CALLS)
def test_a_row_of_another_is_refused_in_as_many_statements_as_an_unknown_one(
    api: Api, hidden: Hidden, name: str
) -> None:
    head = head_of(CALLS[name])
    compare(api, hidden, f"{head} {{ {name}{CALLS[name]} {{ errors {{ code path }} }} }}")


@pytest.mark.parametrize("path", SECOND)
def test_a_second_row_is_refused_in_as_many_statements_as_an_unknown_one(
    api: Api, hidden: Hidden, path: str
) -> None:
    name = path.partition(".")[0]
    compare(api, hidden, f"mutation {{ {name}{SECOND[path]} {{ errors {{ code path }} }} }}")
