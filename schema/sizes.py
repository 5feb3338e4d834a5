"""A list size out of range is refused to everybody, also where the list itself is hidden."""

from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema

from resolvers.listing import size_within

SIZES = ("first", "last")


def enforce(schema: GraphQLSchema) -> None:
    """Check sizes before the guards of `schema`, in place: a guard answers without resolving."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                if "rule" in field.extensions and any(name in field.args for name in SIZES):
                    _check_first(field)


def _check_first(field: GraphQLField) -> None:
    resolve = field.resolve
    assert resolve is not None

    def checked(source: Any, info: Any, /, **arguments: Any) -> Any:
        for name in SIZES:
            size_within(name, arguments.get(name))
        return resolve(source, info, **arguments)

    field.resolve = checked
