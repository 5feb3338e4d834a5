"""No text of any length is compared with the names of an enum, to say what was meant by it."""

from typing import Any

from graphql import ConstValueNode, GraphQLEnumType, GraphQLSchema

LONGEST_NAME_CHARACTERS = 200
"""Characters of a wrong name for which a right one is offered: a comparison takes their number."""


def enforce(schema: GraphQLSchema) -> None:
    """Let the enums of `schema` offer names for short texts alone, in place."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLEnumType):
            _offer_for_names_alone(type_)


def _offer_for_names_alone(type_: GraphQLEnumType) -> None:
    by_value, by_literal = type_.coerce_input_value, type_.coerce_input_literal

    def value(given: Any, hide_suggestions: bool = False) -> Any:
        return by_value(given, hide_suggestions or not _is_name(given))

    def literal(node: ConstValueNode, hide_suggestions: bool = False) -> Any:
        return by_literal(node, hide_suggestions or not _is_name(getattr(node, "value", None)))

    type_.coerce_input_value = value  # type: ignore[assignment,method-assign]
    type_.coerce_input_literal = literal  # type: ignore[assignment,method-assign]


def _is_name(given: Any) -> bool:
    return isinstance(given, str) and len(given) <= LONGEST_NAME_CHARACTERS
