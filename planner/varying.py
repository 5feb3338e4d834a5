"""Which variables of an operation its plan depends on, and which come with each request.

The key of a row at the root may be any, and what a mutation is given: the statement is the same.
All else, sizes and what `@skip` and `@include` say among it, makes another statement.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from graphql import (
    SKIP,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    VisitorAction,
    visit,
)

from resolvers.fields.declared import ByKey, Mutated

Key = tuple[Any, ...]
KEPT = (int, bool, Enum, type(None), type(Undefined))
"""Values that clients have few of."""


def structural(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    root: GraphQLObjectType,
) -> tuple[str, ...]:
    """The names of the variables that the plan depends on."""
    counting = _Counting()
    visit(document, counting)
    for name in _keys(operation.selection_set, fragments, root, set()):
        counting.uses[name] -= 1
    return tuple(name for name, uses in counting.uses.items() if uses > 0)


def key_of(names: tuple[str, ...], values: Mapping[str, Any]) -> Key | None:
    """Under which a plan for these values is kept; None where it is not worth it."""
    key = tuple(values.get(name, Undefined) for name in names)
    return key if all(isinstance(value, KEPT) for value in key) else None


def _keys(
    selections: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    root: GraphQLObjectType,
    seen: set[str],
) -> Iterator[str]:
    """The variables in the key of a row, or in what a mutation is given, once for each use."""
    for node in selections.selections:
        if isinstance(node, FieldNode):
            field = root.fields.get(node.name.value)
            declared = field.extensions.get("declared") if field is not None else None
            if isinstance(declared, (ByKey, Mutated)):
                for argument in node.arguments or ():
                    counting = _Counting()
                    visit(argument.value, counting)
                    yield from counting.uses.elements()
        elif isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in seen and name in fragments:
                seen.add(name)
                yield from _keys(fragments[name].selection_set, fragments, root, seen)
        elif isinstance(node, InlineFragmentNode):
            yield from _keys(node.selection_set, fragments, root, seen)


class _Counting(Visitor):
    """Counts the uses of each variable."""

    def __init__(self) -> None:
        super().__init__()
        self.uses: Counter[str] = Counter()

    def enter_variable_definition(self, _node: VariableDefinitionNode, *_: Any) -> VisitorAction:
        return SKIP

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.uses[node.name.value] += 1
