"""An id that is no UUID is refused before anything runs, also before anything is followed."""

from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema

from base.errors import BadUserInput
from db.types import new_id
from schema.guards import ids

DOCUMENT = """
input Of { profile: ID! }
type Query { found(id: ID!): ID }
type Mutation { changed(id: ID!): ID }
type Subscription { followed(id: ID!): ID  below(of: [Of!]): ID }
"""


def given(_source: Any, _info: Any, /, **arguments: Any) -> Any:
    return arguments


@pytest.fixture
def guarded() -> GraphQLSchema:
    """Whose fields answer, and whose subscriptions begin, with their arguments."""
    built = build_schema(DOCUMENT)
    for type_ in (built.query_type, built.mutation_type):
        assert type_
        for field in type_.fields.values():
            field.resolve = given
    assert built.subscription_type
    for field in built.subscription_type.fields.values():
        field.subscribe = given
    ids.enforce(built)
    return built


@pytest.mark.parametrize(
    ("path", "arguments", "at"),
    [
        ("Query.found", {"id": "nonsense"}, "id"),
        ("Mutation.changed", {"id": "nonsense"}, "id"),
        ("Subscription.followed", {"id": "nonsense"}, "id"),
        ("Subscription.below", {"of": [{"profile": "nonsense"}]}, "of.0.profile"),
    ],
)
def test_nonsense_is_refused(
    guarded: GraphQLSchema, path: str, arguments: dict[str, Any], at: str
) -> None:
    with pytest.raises(BadUserInput, match=f"`{at}` is not an id"):
        run(guarded, path, arguments)


@pytest.mark.parametrize("path", ["Query.found", "Mutation.changed", "Subscription.followed"])
def test_a_uuid_arrives_in_canonical_spelling(guarded: GraphQLSchema, path: str) -> None:
    id = new_id()
    assert run(guarded, path, {"id": id.upper()}) == {"id": id}


def run(guarded: GraphQLSchema, path: str, arguments: dict[str, Any]) -> Any:
    type_name, _, name = path.partition(".")
    field = guarded.type_map[type_name].fields[name]
    return (field.subscribe or field.resolve)(None, None, **arguments)
