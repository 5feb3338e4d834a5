"""A document, parsed, with the operations in it: what is known of it is kept with it."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Self

from graphql import DocumentNode, OperationDefinitionNode, Token, TokenKind

from server.codes import Code
from server.errors import coded
from server.graphql.documents.operation import INCREMENTAL, Operation, reduced
from server.graphql.documents.parsing import parse

UNRESOLVED = Code.OPERATION_RESOLUTION_FAILURE


@dataclass(eq=False)
class Document:
    text: str
    node: DocumentNode
    may_come_in_parts: bool
    """Whether directives in it let parts of an answer come later."""
    _operations: dict[str | None, Operation] = field(default_factory=dict)

    @classmethod
    def parsed(cls, text: str, max_tokens: int | None = None) -> Self:
        """GRAPHQL_PARSE_FAILED for a text that is no document, or that is too large."""
        node, tokens = parse(text, max_tokens)
        return cls(text, node, any(name in text for name in INCREMENTAL) and _delays(tokens))

    def operation(self, name: str | None) -> Operation:
        """The operation to run; GraphQLError where the request does not say which one it is."""
        node = self._node(name)
        own_name = node.name.value if node.name else None
        if own_name not in self._operations:
            document = reduced(self.node, node)
            self._operations[own_name] = Operation(node, document, self.may_come_in_parts)
        return self._operations[own_name]

    @property
    def operations(self) -> list[Operation]:
        return [self.operation(node.name.value if node.name else None) for node in self._nodes]

    @cached_property
    def _nodes(self) -> list[OperationDefinitionNode]:
        return [item for item in self.node.definitions if isinstance(item, OperationDefinitionNode)]

    def _node(self, name: str | None) -> OperationDefinitionNode:
        if not self._nodes:
            raise coded(UNRESOLVED, "The document has no operation.")
        if name is None:
            if len(self._nodes) > 1:
                raise coded(UNRESOLVED, "Name the operation to run in `operationName`.")
            return self._nodes[0]
        for node in self._nodes:
            if node.name is not None and node.name.value == name:
                return node
        raise coded(UNRESOLVED, "The document has no operation of that name.")


def _delays(tokens: list[Token]) -> bool:
    """Whether one of the directives that let parts come later is among `tokens`."""
    read = (token for token in tokens if token.kind is not TokenKind.COMMENT)
    return any(x.kind is TokenKind.AT and y.value in INCREMENTAL for x, y in pairwise(read))
