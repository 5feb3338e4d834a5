"""Counts the values in a document and its variables, before validation looks at them.

For each field that an input does not have, graphql-core prints the whole object that it is in: a
few thousand of them would take it seconds. So these are counted, too.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    ListValueNode,
    NamedTypeNode,
    ObjectValueNode,
    TypeNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
)


class Values:
    """What was counted so far."""

    def __init__(self, schema: GraphQLSchema, variables: Mapping[str, Any], most: int) -> None:
        """`variables` are counted until there are more than `most` values in them."""
        self.count = _count(variables, most)
        self.unknown = 0
        """Fields that the inputs around them do not have."""
        self._schema = schema

    def add_arguments(
        self, nodes: Iterable[ArgumentNode], known: Mapping[str, GraphQLArgument]
    ) -> None:
        for node in nodes:
            argument = known.get(node.name.value)
            self._add(node.value, get_named_type(argument.type) if argument else None)

    def add_variables(self, nodes: Iterable[VariableDefinitionNode]) -> None:
        """Variables count twice, here and where they are used: more rules look at them."""
        for node in nodes:
            self.count += 2
            if node.default_value is not None:
                self._add(node.default_value, self._schema.get_type(_name(node.type)))

    def _add(self, value: ValueNode, type_: GraphQLNamedType | None) -> None:
        waiting: list[tuple[ValueNode, GraphQLNamedType | None]] = [(value, type_)]
        while waiting:
            node, type_ = waiting.pop()
            self.count += 1
            match node:
                case VariableNode():
                    self.count += 1
                case ListValueNode():
                    waiting += [(item, type_) for item in node.values]
                case ObjectValueNode():
                    fields = type_.fields if isinstance(type_, GraphQLInputObjectType) else None
                    for item in node.fields:
                        field = fields.get(item.name.value) if fields else None
                        self.unknown += fields is not None and field is None
                        waiting.append((item.value, get_named_type(field.type) if field else None))


def _count(variables: Mapping[str, Any], most: int) -> int:
    count, waiting = 0, [*variables.values()]
    while waiting and count <= most:
        value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return count


def _name(node: TypeNode) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]
    return node.name.value
