"""What was released stays: clients of the last release still work against the served schema."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema
from graphql.utilities import (
    BreakingChangeType,
    DangerousChangeType,
    find_schema_changes,
)

import schema

RELEASED = Path(schema.__file__).parent / "released.graphql"
CHANGED_DEFAULTS = {
    DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
    DangerousChangeType.INPUT_FIELD_DEFAULT_VALUE_CHANGE,
}
"""They change what a request means that is not changed itself."""
ACCEPTED: set[str] = set()
"""What the next major version breaks on purpose; `docs/schema.md` says when that is right."""


def objections(released: GraphQLSchema, served: GraphQLSchema) -> set[str]:
    """What `served` has taken from the clients of `released`."""
    return {
        change.description
        for change in find_schema_changes(released, served)
        if isinstance(change.type, BreakingChangeType) or change.type in CHANGED_DEFAULTS
    }


def test_nothing_that_was_released_is_taken_away() -> None:
    released = build_schema(RELEASED.read_text("utf-8"))
    found = objections(released, build_schema(schema.sdl()))
    assert found == ACCEPTED, "\n".join(sorted(found ^ ACCEPTED))


SMALL = """
type Query { people(first: Int = 10, filter: Filter, old: Int): [Person!] }
input Filter { kind: Kind! = FRIEND, name: String }
enum Kind { FRIEND FOE }
interface Named { name: String! }
type Person implements Named { name: String!, kind: Kind, age: Int }
"""


@pytest.mark.parametrize(
    ("before", "after", "objection"),
    [
        (", age: Int", "", "Field Person.age was removed."),
        ("age: Int", "age: Float", "Field Person.age changed type from Int to Float."),
        (
            "name: String! }",
            "name: String }",
            "Field Named.name changed type from String! to String.",
        ),
        (", old: Int", "", "Argument Query.people(old:) was removed."),
        ("old: Int", "old: Int!", "Argument Query.people(old:) has changed type from Int to Int!."),
        ("FRIEND FOE", "FRIEND", "Enum value Kind.FOE was removed."),
        ("= 10", "= 20", "Query.people(first:) has changed defaultValue from 10 to 20."),
        ("= FRIEND", "= FOE", "Filter.kind has changed defaultValue from FRIEND to FOE."),
        ("! = FRIEND", "!", "Filter.kind defaultValue was removed."),
        (
            ", name: String }",
            ", name: String, age: Int! }",
            "A required field Filter.age was added.",
        ),
        ("Person implements Named", "Person", "Person no longer implements interface Named."),
    ],
)
def test_a_change_that_breaks_clients_is_named(before: str, after: str, objection: str) -> None:
    assert objections(build_schema(SMALL), changed(before, after)) == {objection}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("age: Int", "age: Int, height: Int"),
        ("age: Int", "age: Int!"),
        ("age: Int", 'age: Int @deprecated(reason: "Use `name`.")'),
        ("FRIEND FOE", "FRIEND FOE STRANGER"),
        ("old: Int", "old: Int, new: Int"),
        (", name: String }", ", name: String, age: Int }"),
        ("name: String! }", "name: String! }\nunion Thing = Person"),
        ("type Query", '"What can be asked."\ntype Query'),
    ],
)
def test_what_is_only_added_is_welcome(before: str, after: str) -> None:
    assert objections(build_schema(SMALL), changed(before, after)) == set()


def changed(before: str, after: str) -> GraphQLSchema:
    assert before in SMALL
    return build_schema(SMALL.replace(before, after, 1))
