"""The served schema keeps every promise of the contract, but for a list that shrinks to nothing."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)
from graphql.type import is_introspection_type, is_specified_scalar_type

import schema

CONTRACT = Path(__file__).parent.parent / "contract.graphql"

NOT_BUILT = {
    # subscriptions but for one's own profile
    "Subscription.profileChanged",
    "Subscription.organizationChanged",
    "OrganizationEvent",
}


def test_nothing_is_broken_and_nothing_is_missing_but_what_the_list_says() -> None:
    contract = build_schema(CONTRACT.read_text("utf-8"), assume_valid=True)
    served = build_schema(schema.sdl())
    problems = list(differences(contract, served))
    assert [text for path, text in problems if text] == []
    assert {path for path, text in problems if not text} == NOT_BUILT


def differences(contract: GraphQLSchema, served: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """What is missing, as a path without text, and what is different, with a text."""
    for name, promised in contract.type_map.items():
        if is_introspection_type(promised) or is_specified_scalar_type(promised):
            continue
        actual = served.type_map.get(name)
        if actual is None:
            yield name, ""
        elif type(actual) is not type(promised):
            yield name, f"{name} is another kind of type"
        elif isinstance(promised, GraphQLEnumType):
            for value in promised.values.keys() - actual.values.keys():
                yield f"{name}.{value}", ""
        elif isinstance(promised, GraphQLInputObjectType):
            yield from inputs(promised.name, promised.fields, actual.fields, ".")
        elif isinstance(promised, (GraphQLObjectType, GraphQLInterfaceType)):
            if missing := {i.name for i in promised.interfaces} - {
                i.name for i in actual.interfaces
            }:
                yield name, f"{name} does not implement {missing}"
            yield from outputs(promised, actual)


def outputs(promised, actual) -> Iterator[tuple[str, str]]:
    for name, field in promised.fields.items():
        path = f"{promised.name}.{name}"
        found = actual.fields.get(name)
        if found is None:
            yield path, ""
            continue
        if not same_or_stricter(str(field.type), str(found.type)):
            yield path, f"{path} is {found.type}, promised {field.type}"
        yield from inputs(path, field.args, found.args, "()")


def inputs(owner, promised, actual, style) -> Iterator[tuple[str, str]]:
    for name, item in promised.items():
        path = f"{owner}.{name}" if style == "." else f"{owner}({name})"
        found = actual.get(name)
        if found is None:
            yield path, ""
        elif str(found.type) != str(item.type):
            yield path, f"{path} is {found.type}, promised {item.type}"
        elif found.default_value != item.default_value:
            yield path, f"{path} defaults to {found.default_value}"
    for name in actual.keys() - promised.keys():
        if isinstance(actual[name].type, GraphQLNonNull):
            yield f"{owner}.{name}", f"{owner}.{name} is required and not promised"


def same_or_stricter(promised: str, actual: str) -> bool:
    """`actual` may have `!` where `promised` has none."""
    return actual == promised or actual.removesuffix("!") == promised
