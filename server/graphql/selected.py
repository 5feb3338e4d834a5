"""The operation that a request asks for, with the fragments that it reaches.

Other operations of the document, and what they alone reach, are neither measured nor validated:
a client pays for what it asks. What nobody reaches stays, and is refused as not used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    VisitorAction,
    visit,
)

from server.graphql.limits.guard import Guard, Measured

INCREMENTAL = ("defer", "stream")
"""The directives by which parts of an answer may come later."""


@dataclass
class Selected:
    """One operation, and all that is known of it whoever asks."""

    operation: OperationDefinitionNode
    document: DocumentNode
    is_incremental: bool
    """Whether parts of its answer may come later."""
    is_valid: bool = False
    _measured: Measured | None = None

    def measured(self, guard: Guard) -> Measured:
        """What it may cost; refused where it asks for too much whatever the variables are."""
        if self._measured is None:
            self._measured = guard.measure(self.document, self.operation)
        return self._measured

    @cached_property
    def at_once(self) -> DocumentNode:
        """The same without what lets parts of its answer come later."""
        document: DocumentNode = self.document
        return visit(document, _AtOnce()) if self.is_incremental else document


def reduced(document: DocumentNode, operation: OperationDefinitionNode) -> DocumentNode:
    """`document` without the other operations and what they alone reach."""
    others = [
        node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode) and node is not operation
    ]
    if not others:
        return document
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    left = _reached(others, fragments) - _reached([operation], fragments)
    kept = [
        node
        for node in document.definitions
        if node not in others
        and not (isinstance(node, FragmentDefinitionNode) and node.name.value in left)
    ]
    return DocumentNode(definitions=tuple(kept), loc=document.loc)


def _reached(
    nodes: Iterable[OperationDefinitionNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> set[str]:
    """The names of the fragments that operations spread, also by way of others."""
    names: set[str] = set()
    waiting: list[Any] = [node.selection_set for node in nodes]
    while waiting:
        selections: SelectionSetNode = waiting.pop()
        for node in selections.selections:
            if isinstance(node, (FieldNode, InlineFragmentNode)):
                if node.selection_set is not None:
                    waiting.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in names:
                names.add(node.name.value)
                if (fragment := fragments.get(node.name.value)) is not None:
                    waiting.append(fragment.selection_set)
    return names


class _AtOnce(Visitor):
    def enter_directive(self, node: DirectiveNode, *_: Any) -> VisitorAction:
        return REMOVE if node.name.value in INCREMENTAL else None
