"""Every list says how many items it holds, and a size out of range is refused to everybody.

A guard answers without resolving where a field is hidden, so sizes are checked before it.
"""

from typing import Any

from graphql import GraphQLField, GraphQLSchema, get_named_type

from resolvers.lists.listing import size_within
from schema.guards import walk
from schema.sizes import is_carrier, is_list, size_of

CHECKED = ("first", "last")


def enforce(schema: GraphQLSchema) -> None:
    """Check the sizes that clients ask for before the guards of `schema`, in place.

    Raises LookupError for a list without a size: what no size is known of cannot be priced.
    """
    for type_, name, field in walk.fields(schema):
        if size_of(field) is None and (is_list(field) or is_carrier(get_named_type(field.type))):
            raise LookupError(f"{type_.name}.{name} is a list without a size")
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
