"""Whatever an input writes has a rule, and no mutation asks for less of its caller than that."""

from graphql import (
    GraphQLField,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from auth.policy import OPERATIONS, WRITTEN
from auth.rules import includes
from resolvers.fields.declared import Mutated
from schema.guards import walk
from schema.guards.rows import columns, payload_row
from schema.sizes import declared_of


def enforce(schema: GraphQLSchema) -> None:
    """Raises LookupError for a column that an input holds and no rule lets its mutation write."""
    for _, name, field in walk.fields(schema):
        if isinstance(declared_of(field), Mutated):
            _check(name, field)


def _check(mutation: str, field: GraphQLField) -> None:
    row = payload_row(field)
    for name, argument in field.args.items():
        named = get_named_type(argument.type)
        if isinstance(named, GraphQLInputObjectType):
            _check_input(mutation, named, row)
        else:
            _check_column(mutation, f"{mutation}({name}:)", row, name, named)


def _check_input(
    mutation: str, input_type: GraphQLInputObjectType, row: GraphQLObjectType | None
) -> None:
    for name, part in input_type.fields.items():
        named = get_named_type(part.type)
        if isinstance(named, GraphQLInputObjectType):
            below = get_named_type(row.fields[name].type) if row else None
            assert isinstance(below, GraphQLObjectType | None)
            _check_input(mutation, named, below)
        else:
            _check_column(mutation, f"{input_type.name}.{name}", row, name, named)


def _check_column(
    mutation: str, at: str, row: GraphQLObjectType | None, name: str, type_: GraphQLNamedType
) -> None:
    """What says which row is meant writes nothing of it."""
    if row is None or type_ is GraphQLID or name not in columns(row):
        return
    rule = WRITTEN.get(row.name, {}).get(name)
    if rule is None:
        raise LookupError(f"auth/policy.py has no rule for what {at} writes")
    if not includes(rule, OPERATIONS["Mutation"][mutation]):
        raise LookupError(f"{mutation} asks for less than what {at} writes")
