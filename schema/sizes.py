"""What the fields of the built schema declare, and how many items a list can hold."""

from typing import Any

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
)

from resolvers.fields.declared import OF_CARRIER, Declared, ListSize


def declared_of(field: GraphQLField) -> Declared | None:
    """What is behind a field of the schema."""
    found: Declared | None = field.extensions.get("declared")
    return found


def size_of(field: GraphQLField) -> ListSize | None:
    """The size that was declared for a field of the schema, if any."""
    declared = declared_of(field)
    return declared.size if declared else None


def price_of(field: GraphQLField) -> int:
    """The price of a field's own work, in objects, besides the objects that come."""
    declared = declared_of(field)
    return declared.price if declared else 0


def is_list(field: GraphQLField) -> bool:
    """Whether a field returns a list of objects."""
    type_ = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    return isinstance(type_, GraphQLList) and is_composite_type(get_named_type(type_))


def is_carrier(type_: Any) -> bool:
    """Whether lists in a type have the size of the field that returned it."""
    return isinstance(type_, GraphQLObjectType) and any(
        size_of(field) is OF_CARRIER for field in type_.fields.values()
    )
