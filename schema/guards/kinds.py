"""Every type and directive is one that something here answers for.

Nothing tells which type a row of a union is, or of an interface other than Node. A scalar is one of
GraphQL's or of `schema.scalars`. An enum is what a column holds, what a list is ordered by, or one
of the few that are named here.
"""

import enum

from graphql import (
    GraphQLDeferDirective,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLStreamDirective,
    GraphQLUnionType,
    is_specified_directive,
    is_specified_scalar_type,
)

from base.problem import ErrorCode, ErrorReason
from db.models import ENTITIES, enums_of_columns
from resolvers.operation.events import ChangeKind
from schema import idempotent
from schema.enums import OrderDirection
from schema.scalars import SCALARS

OWN_ENUMS: tuple[type[enum.Enum], ...] = (
    ErrorCode,
    ErrorReason,
    ChangeKind,
    OrderDirection,
)
"""Enums of answers and arguments that no column holds."""
OBEYED = {GraphQLDeferDirective.name, GraphQLStreamDirective.name, idempotent.NAME}
"""Directives besides those of the specification, which graphql-core obeys."""


def enforce(schema: GraphQLSchema) -> None:
    """Raises LookupError for a type or directive of `schema` that nothing answers for."""
    for directive in schema.directives:
        if not is_specified_directive(directive) and directive.name not in OBEYED:
            raise LookupError(f"nothing obeys @{directive.name}")
    scalars = {scalar.name for scalar in SCALARS.values()}
    for name, type_ in schema.type_map.items():
        if name.startswith("__"):
            continue
        match type_:
            case GraphQLUnionType():
                raise LookupError(f"nothing tells which type a row of {name} is")
            case GraphQLInterfaceType() if name != "Node":
                raise LookupError(f"nothing tells which type a row of {name} is")
            case GraphQLScalarType() if not is_specified_scalar_type(type_):
                if name not in scalars:
                    raise LookupError(f"schema/scalars.py does not define {name}")
            case GraphQLEnumType():
                _check_enum(type_)


def _check_enum(type_: GraphQLEnumType) -> None:
    """LookupError for an enum that nothing holds, or with a member that its holder has not."""
    if type_.name.removesuffix("OrderField") in ENTITIES:
        return  # its members are held against the lists that take it
    known = {each.__name__: each for each in (*enums_of_columns(), *OWN_ENUMS)}
    if type_.name not in known:
        raise LookupError(f"no column holds {type_.name}, and schema/guards/kinds.py names it not")
    unknown = type_.values.keys() - known[type_.name].__members__.keys()
    if unknown:
        raise LookupError(f"{type_.name} has no {', '.join(sorted(unknown))}")
