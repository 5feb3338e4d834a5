"""Every id that a client sends is a UUID, in canonical spelling, before anything runs."""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
)

from base.errors import BadUserInput
from db.types import parse_id
from schema.guards import walk

Resolver = Callable[..., Any]


def enforce(schema: GraphQLSchema) -> None:
    """Check the ids among the arguments of every field of `schema`, in place."""
    for _, _, field in walk.fields(schema):
        names = [name for name, argument in field.args.items() if _has_ids(argument.type, set())]
        if names and field.subscribe is not None:
            field.subscribe = _checked(field, field.subscribe, names)
        elif names and field.resolve is not None:
            field.resolve = _checked(field, field.resolve, names)


def _checked(field: GraphQLField, resolve: Resolver, names: Sequence[str]) -> Resolver:
    """`resolve`, or what follows, once the ids among the arguments `names` are canonical."""

    def checked(source: Any, info: Any, /, **arguments: Any) -> Any:
        for name in names:
            if name in arguments:
                arguments[name] = _canonical(field.args[name].type, arguments[name], name)
        return resolve(source, info, **arguments)

    return checked


def _has_ids(type_: GraphQLInputType, seen: set[str]) -> bool:
    if isinstance(type_, (GraphQLNonNull, GraphQLList)):
        return _has_ids(type_.of_type, seen)
    if isinstance(type_, GraphQLInputObjectType):
        if type_.name in seen:
            return False
        seen.add(type_.name)
        return any(_has_ids(field.type, seen) for field in type_.fields.values())
    return type_ is GraphQLID


def _canonical(type_: GraphQLInputType, value: Any, path: str) -> Any:
    """`value` with canonical ids; BadUserInput at the first one that is no UUID."""
    if isinstance(type_, GraphQLNonNull):
        return _canonical(type_.of_type, value, path)
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        return [
            _canonical(type_.of_type, item, f"{path}.{index}") for index, item in enumerate(value)
        ]
    if isinstance(type_, GraphQLInputObjectType):
        return {
            name: _canonical(type_.fields[name].type, item, f"{path}.{name}")
            for name, item in value.items()
        }
    if type_ is not GraphQLID:
        return value
    try:
        return parse_id(value)
    except ValueError as error:
        raise BadUserInput(f"`{path}` is not an id: ids are UUIDs.", argument=path) from error
