"""Arguments as resolvers take them, from what graphql-core makes of a literal or a variable.

Ids are UUIDs in canonical spelling. What the guards of a field would refuse is Unplanned: on the
plain path they say so.
"""

import keyword
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from base.text import is_blank
from db.types import parse_id
from planner.tree import Unplanned

CAPITAL = re.compile("[A-Z]")


def plain(
    field: GraphQLField, arguments: Mapping[str, Any], *, blank_clears: bool = False
) -> dict[str, Any]:
    """The arguments of a field by their names in Python; Unplanned for an id that is none.

    `blank_clears`: whether a text of an input that may be left out is null where it looks blank.
    """
    return {
        python_name(name): plain_value(field.args[name].type, value, blank_clears=blank_clears)
        for name, value in arguments.items()
    }


def plain_value(type_: GraphQLInputType, value: Any, *, blank_clears: bool = False) -> Any:
    """A value of an input type."""
    if isinstance(type_, GraphQLNonNull):
        return plain_value(type_.of_type, value, blank_clears=blank_clears)
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        return [plain_value(type_.of_type, item, blank_clears=blank_clears) for item in value]
    if isinstance(type_, GraphQLInputObjectType):
        return {
            python_name(name): None
            if blank_clears and type_.fields[name].type is GraphQLString and is_blank(item or "")
            else plain_value(type_.fields[name].type, item, blank_clears=blank_clears)
            for name, item in value.items()
        }
    return an_id(value) if type_ is GraphQLID else value


def an_id(text: str) -> str:
    """A UUID in canonical spelling."""
    try:
        return parse_id(text)
    except ValueError as error:
        raise Unplanned("refused") from error


@cache
def python_name(name: str) -> str:
    """`orderBy` as `order_by`, and `in` as `in_`."""
    snake = CAPITAL.sub(lambda found: f"_{found[0].lower()}", name)
    return f"{snake}_" if keyword.iskeyword(snake) else snake
