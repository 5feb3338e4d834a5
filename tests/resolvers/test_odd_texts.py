"""No text of a client is an error of the server, wherever the schema takes one."""

import json
from collections.abc import Iterator
from itertools import cycle, product
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    build_schema,
    get_named_type,
    is_composite_type,
    parse,
    value_from_ast_untyped,
)

import schema
from tests.support.api import Api
from tests.support.make import Make
from tests.support.pictures import LEAVE, form, lacks_picture, picture
from tests.support.writes import CALLS, Written

PUBLISHED = build_schema(schema.sdl())
TEXTS = ["", "\u3164", "a\x00b", "\ud800", "\u202ea", "%", "x" * 20_000]
"""Blank ones, seen or not; what a database or UTF-8 does not hold; of another direction; long."""
EACH = 3
"""Texts at each place: others at the next, and of all that take texts every text has its turns."""
Place = tuple[str, ...]


def places(arguments: dict[str, GraphQLInputType], above: Place = ()) -> Iterator[Place]:
    """Where these arguments, or inputs in them, take a text; a filter in a filter is one."""
    for name, type_ in arguments.items():
        named = get_named_type(type_)
        if str(named) in {"String", "ID"}:
            yield (*above, name)
        elif isinstance(named, GraphQLInputObjectType) and name not in {"and", "or", "not"}:
            yield from places({n: f.type for n, f in named.fields.items()}, (*above, name))


def types(arguments: dict[str, GraphQLArgument]) -> dict[str, GraphQLInputType]:
    return {name: argument.type for name, argument in arguments.items()}


ROOTS = [
    (type_.name, name)
    for type_ in (PUBLISHED.query_type, PUBLISHED.mutation_type)
    if isinstance(type_, GraphQLObjectType)
    for name, field in type_.fields.items()
    if any(places(types(field.args)))
]


def least(type_: GraphQLInputType, id: str) -> Any:
    """A value of such a type, of what is needed alone."""
    match type_:
        case GraphQLNonNull():
            return least(type_.of_type, id)
        case GraphQLList():
            return [least(type_.of_type, id)]
        case GraphQLInputObjectType():
            fields = type_.fields.items()
            return {n: least(f.type, id) for n, f in fields if isinstance(f.type, GraphQLNonNull)}
        case GraphQLEnumType():
            return next(iter(type_.values))
    return {"ID": id, "Boolean": True, "Int": 1}.get(type_.name, "some text")


def put(
    values: dict[str, Any], types: dict[str, GraphQLInputType], place: Place, text: str
) -> None:
    """Write `text` at `place`; what is in none of the values above it is made."""
    name, *below = place
    type_ = types[name]
    inner: Any = text
    if below:
        named = get_named_type(type_)
        assert isinstance(named, GraphQLInputObjectType)
        given = values.get(name)
        inner = given[0] if isinstance(given, list) and given else given or least(named, "")
        put(inner, {n: f.type for n, f in named.fields.items()}, tuple(below), text)
    values[name] = [inner] if "[" in str(type_) else inner


@pytest.mark.parametrize(("root", "name"), ROOTS)
def test_an_odd_text_is_stored_or_refused(api: Api, make: Make, root: str, name: str) -> None:
    """As a super admin, who gets further than all; about somebody else where one is named."""
    type_ = PUBLISHED.type_map[root]
    assert isinstance(type_, GraphQLObjectType)
    wanted = types(type_.fields[name].args)
    is_composite = is_composite_type(get_named_type(type_.fields[name].type))
    declared = ", ".join(f"${argument}: {type_}" for argument, type_ in wanted.items())
    given = ", ".join(f"{argument}: ${argument}" for argument in wanted)
    fields = "{ __typename }" if is_composite else ""
    document = f"{root.lower()} ({declared}) {{ {name}({given}) {fields} }}"
    admin, other = make.admin(), make.user()
    token = make.token(admin)
    for (_, place), text in zip(product(range(EACH), places(wanted)), cycle(TEXTS), strict=False):
        if root == "Mutation":
            admin, other = make.admin(), make.user()
            token = make.token(admin)
        needed = {n: t for n, t in wanted.items() if isinstance(t, GraphQLNonNull)}
        values = {n: least(t, other.id) for n, t in needed.items() if n != "picture"}
        if name in CALLS:
            values |= called(Written(make, admin).call(name))
        if "userId" in wanted:
            values["userId"] = other.id
        put(values, wanted, place, text)
        body = {"query": document, "variables": values}
        sent: dict[str, Any] = {
            "content": json.dumps(body),
            "headers": {"Content-Type": "application/json"},
        }
        if lacks_picture(body):
            sent = {**form(body, picture()), "headers": LEAVE}
        sent["headers"] = sent["headers"] | {"Authorization": f"Bearer {token}"}
        response = api.request("POST", "/graphql", **sent)
        codes = [error["extensions"]["code"] for error in response.json().get("errors", [])]
        assert response.status_code in {200, 400}, (place, text[:9], response.json())
        assert set(codes) <= {"BAD_USER_INPUT"}, (place, text[:9], response.json())


def called(document: str) -> dict[str, Any]:
    """The arguments of the only field of a document."""
    definition: Any = parse(document).definitions[0]
    arguments = definition.selection_set.selections[0].arguments
    values = {a.name.value: value_from_ast_untyped(a.value) for a in arguments or ()}
    return {name: value for name, value in values.items() if value is not Undefined}
