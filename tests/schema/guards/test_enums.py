"""A wrong name in an enum's place costs what its length is, and no more."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLError, StringValueNode

import schema

ENUMS = [
    each
    for each in schema.build()._schema.type_map.values()
    if isinstance(each, GraphQLEnumType) and not each.name.startswith("__")
]
LENGTH = 500_000
MOST_BYTES = 10 * LENGTH
"""A comparison with other names takes more than thirty bytes a character."""
DOORS: dict[str, Callable[[GraphQLEnumType], Any]] = {
    "a variable": lambda type_: type_.parse_value("x" * LENGTH),
    "a literal": lambda type_: type_.parse_literal(StringValueNode(value="x" * LENGTH)),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("type_", ENUMS, ids=lambda type_: type_.name)
def test_a_long_text_is_compared_with_no_names(type_: GraphQLEnumType, door: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(GraphQLError):
            DOORS[door](type_)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()
