"""The operation that a request asks for, with the fragments that it reaches.

Other operations of the document, and what they alone reach, are neither measured nor validated:
a client pays for what it asks. What nobody reaches stays, and is refused as not used.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
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
    OperationType,
    SelectionSetNode,
    Visitor,
    VisitorAction,
    visit,
)

from server.graphql.limits.guard import Guard, Measured

INCREMENTAL = ("defer", "stream")
"""The directives by which parts of an answer may come later."""


@dataclass(eq=False)
class Operation:
    """One operation, and all that is known of it whoever asks; it is the key of what is kept."""

    node: OperationDefinitionNode
    document: DocumentNode
    """The operation alone, with the fragments that it reaches."""
    may_come_in_parts: bool
    is_valid: bool = False
    plans: dict[Hashable, Any] = field(default_factory=dict)
    """How `planner` answers it, by what a plan depends on."""
    _measured: Measured | None = None

    @property
    def kind(self) -> OperationType:
        return self.node.operation

    @property
    def name(self) -> str | None:
        return self.node.name.value if self.node.name else None

    @cached_property
    def fragments(self) -> Mapping[str, FragmentDefinitionNode]:
        return _fragments(self.document)

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names of those that it declares."""
        declared = self.node.variable_definitions or ()
        return frozenset(item.variable.name.value for item in declared)

    def measured(self, guard: Guard) -> Measured:
        """What it may cost; refused where it asks for too much whatever the variables are."""
        if self._measured is None:
            self._measured = guard.measure(self.document, self.node)
        return self._measured

    @property
    def is_measured(self) -> bool:
        return self._measured is not None

    @cached_property
    def at_once(self) -> DocumentNode:
        """Its document without what lets parts of the answer come later."""
        document: DocumentNode = self.document
        return visit(document, _AtOnce()) if self.may_come_in_parts else document


def reduced(document: DocumentNode, operation: OperationDefinitionNode) -> DocumentNode:
    """`document` without the other operations and what they alone reach."""
    others = [
        node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode) and node is not operation
    ]
    if not others:
        return document
    fragments = _fragments(document)
    left = _reached(others, fragments) - _reached([operation], fragments)
    kept = [
        node
        for node in document.definitions
        if node not in others
        and not (isinstance(node, FragmentDefinitionNode) and node.name.value in left)
    ]
    return DocumentNode(definitions=tuple(kept), loc=document.loc)


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }


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
