"""Every field of an input has a column or a parameter to go to, and each input is taken.

What a mutation writes is the row in its payload, whose columns its work takes as `**values`; a
nested input is the row, or the rows, in the field of the same name.
"""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from base.naming import camel
from resolvers.fields.declared import Mutated, One
from schema.guards import walk
from schema.guards.arguments import parameters
from schema.guards.rows import columns, payload_row
from schema.sizes import declared_of


def enforce(schema: GraphQLSchema) -> None:
    """Raises LookupError for an input, or a field of one, that nothing takes."""
    taken: set[str] = set()
    for type_, name, field in walk.fields(schema):
        for argument in field.args.values():
            taken |= _reached(argument.type, set())
        declared = declared_of(field)
        if isinstance(declared, Mutated) and "input" in field.args:
            for lost in _lost(field, declared.function):
                raise LookupError(f"{type_.name}.{name} does nothing with {lost}")
    for input_type in walk.inputs(schema):
        if input_type.name not in taken:
            raise LookupError(f"no field takes {input_type.name}")


def _reached(type_: GraphQLInputType, seen: set[str]) -> set[str]:
    """The names of the input types that an argument is made of."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType) and named.name not in seen:
        seen.add(named.name)
        for field in named.fields.values():
            _reached(field.type, seen)
    return seen


def _lost(field: GraphQLField, work: Callable[..., Any]) -> Iterator[str]:
    """What of a mutation's input its work does not take."""
    named = {camel(name) for name in parameters(work)}
    kinds = {parameter.kind for parameter in inspect.signature(work).parameters.values()}
    row = payload_row(field) if inspect.Parameter.VAR_KEYWORD in kinds else None
    input_type = get_named_type(field.args["input"].type)
    assert isinstance(input_type, GraphQLInputObjectType)
    for name, part in input_type.fields.items():
        inner, at = get_named_type(part.type), f"{input_type.name}.{name}"
        if isinstance(inner, GraphQLInputObjectType):
            yield from _lost_below(inner, row, name, at, is_named=name in named)
        elif name not in named | columns(row):
            yield at


def _lost_below(
    input_type: GraphQLInputObjectType,
    row: GraphQLObjectType | None,
    name: str,
    at: str,
    *,
    is_named: bool,
) -> Iterator[str]:
    """What of a nested input has no column in the row that the field `name` of `row` returns."""
    field = row.fields.get(name) if row else None
    if field is None or not (is_named or isinstance(declared_of(field), One)):
        yield at
        return
    for part in input_type.fields.keys() - columns(get_named_type(field.type)):
        yield f"{at}.{part}"
