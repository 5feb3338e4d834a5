"""How many items each list can hold, declared on its field: what is priced, and what is refused.

A list whose size nobody declared keeps the server from starting. A size out of range is refused to
everybody, also where the list itself is hidden.
"""

from typing import Any

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
)

from resolvers.declared import OF_CARRIER, ListSize
from resolvers.listing import size_within
from schema.declarations import declared_of

CHECKED = ("first", "last")


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


def enforce(schema: GraphQLSchema) -> None:
    """Check the sizes that clients ask for before the guards of `schema`, in place.

    Raises LookupError for a list without a size: a guard answers without resolving, and what no
    size is known of cannot be priced.
    """
    fields = {
        f"{type_.name}.{name}": field
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name, field in type_.fields.items()
    }
    for name, field in fields.items():
        if size_of(field) is None and (is_list(field) or is_carrier(get_named_type(field.type))):
            raise LookupError(f"{name} is a list without a size: see schema/sizes.py")
        if "rule" in field.extensions and any(name in field.args for name in CHECKED):
            _check_sizes(field)


def _check_sizes(field: GraphQLField) -> None:
    resolve = field.resolve
    assert resolve is not None

    def checked(source: Any, info: Any, /, **arguments: Any) -> Any:
        for name in CHECKED:
            size_within(name, arguments.get(name))
        return resolve(source, info, **arguments)

    field.resolve = checked
