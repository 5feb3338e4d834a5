"""How many items each list can hold, declared on its field: what is priced, and what is refused.

A list whose size nobody declared keeps the server from starting. A size out of range is refused to
everybody, also where the list itself is hidden.
"""

from dataclasses import dataclass
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

from resolvers.listing import DEFAULT_SIZE, LARGEST_SIZE, size_within

CHECKED = ("first", "last")


@dataclass(frozen=True)
class ListSize:
    """The arguments that say how many items come, how many without them, and the most ever."""

    arguments: tuple[str, ...] = ()
    default: int = LARGEST_SIZE
    most: int = LARGEST_SIZE


CONNECTION = ListSize(("first", "last"), default=DEFAULT_SIZE)
PAGE = ListSize(("size",), default=DEFAULT_SIZE)
OF_CARRIER = ListSize()
"""As many as the field had that returned the type it is in: a connection, or a page."""


def at_most(most: int) -> ListSize:
    """All items come where `first` is left out, which are `most`."""
    return ListSize(("first",), default=most, most=most)


def size_of(field: GraphQLField) -> ListSize | None:
    """The size that was declared for a field of the schema, if any."""
    size: ListSize | None = field.extensions.get("size")
    return size


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
    """Put what was declared on the fields of `schema`, in place, and check sizes before its guards.

    Raises LookupError for a list without a size: a guard answers without resolving, and what no
    size is known of cannot be priced.
    """
    fields = {
        f"{type_.name}.{name}": field
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name, field in type_.fields.items()
    }
    for field in fields.values():
        declared = field.extensions["strawberry-definition"].metadata
        field.extensions |= {key: declared[key] for key in ("size", "price") if key in declared}
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
