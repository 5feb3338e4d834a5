"""Arguments as resolvers take them, from what graphql-core makes of a literal or a variable.

Ids are UUIDs in canonical spelling. What the guards of a field would refuse is Unplanned: on the
plain path they say so.
"""

import keyword
import re
from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
)

from db.types import parse_id
from planner.tree import Unplanned

CAPITAL = re.compile("[A-Z]")


def plain(field: GraphQLField, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a field by their names in Python; Unplanned for an id that is none."""
    return {
        python_name(name): plain_value(field.args[name].type, value)
        for name, value in arguments.items()
    }


def plain_value(type_: GraphQLInputType, value: Any) -> Any:
    """A value of an input type."""
    if isinstance(type_, GraphQLNonNull):
        return plain_value(type_.of_type, value)
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        return [plain_value(type_.of_type, item) for item in value]
    if isinstance(type_, GraphQLInputObjectType):
        return {
            python_name(name): plain_value(type_.fields[name].type, item)
            for name, item in value.items()
        }
    return an_id(value) if type_ is GraphQLID else value


def an_id(text: str) -> str:
    """A UUID in canonical spelling."""
    try:
        return parse_id(text)
    except ValueError as error:
        raise Unplanned("refused") from error


def python_name(name: str) -> str:
    """`orderBy` as `order_by`, and `in` as `in_`."""
    snake = CAPITAL.sub(lambda found: f"_{found[0].lower()}", name)
    return f"{snake}_" if keyword.iskeyword(snake) else snake
