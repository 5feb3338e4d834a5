"""Every argument is one that the declaration of its field takes: none is ignored."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from graphql import GraphQLSchema

from base.naming import camel
from resolvers.fields.declared import (
    ByKey,
    Computed,
    Connected,
    Declared,
    Followed,
    Listed,
    Many,
    Mutated,
    Paged,
)
from schema.arguments import PAGE, PAGING
from schema.guards import walk
from schema.sizes import declared_of

CHOOSING = {"filter", "search", "order_by"}


def enforce(schema: GraphQLSchema) -> None:
    """Raises LookupError for an argument of `schema` that nothing takes."""
    for type_, name, field in walk.fields(schema):
        taken = {camel(argument) for argument in _taken(declared_of(field))}
        for argument in field.args.keys() - taken:
            raise LookupError(f"nothing takes the argument `{argument}` of {type_.name}.{name}")


def _taken(declared: Declared | None) -> set[str]:
    """The arguments that a declaration takes."""
    taken: Iterable[str] = ()
    match declared:
        case Many():
            taken = ("first", *declared.equal)
        case Connected():
            taken = PAGING
        case ByKey():
            taken = (declared.argument,)
        case Listed():
            taken = (*PAGING, *CHOOSING)
        case Paged():
            taken = (*PAGE, *CHOOSING)
        case Mutated(function):
            taken = ("input", *parameters(function))
        case Computed(function) | Followed(function):
            taken = parameters(function)
    return set(taken)


def parameters(function: Callable[..., Any]) -> set[str]:
    """The names that a function takes; what it takes as `**values` has none."""
    return {
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    }
