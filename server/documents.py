"""Parses and validates each document once: the results are kept by the document's text."""

import logging
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    VisitorAction,
    parse,
    validate,
    visit,
)
from strawberry.extensions import SchemaExtension

from server.errors import operation_unresolved, parse_failed, validation_failed
from server.guard import Guard

log = logging.getLogger("aai.documents")

LONGEST_KEPT = 20_000
"""Characters of a document that is worth keeping; parsed, each takes about 300 bytes."""
MOST_KEPT = 400_000
"""Characters of all documents together."""
MOST_ERRORS = 50
INCREMENTAL = re.compile(r"@(?:[\s,\ufeff]|#.*)*(?:defer|stream)\b")


@dataclass
class Entry:
    """A parsed document; `is_incremental`: whether parts of its answer may come later."""

    document: DocumentNode
    is_incremental: bool = False
    is_valid: bool = False

    @classmethod
    def of(cls, text: str, max_tokens: int | None = None) -> Self:
        """GraphQLSyntaxError for a text that cannot be parsed."""
        return cls(parse(text, max_tokens=max_tokens), INCREMENTAL.search(text) is not None)

    @cached_property
    def at_once(self) -> DocumentNode:
        """The same without what lets parts of its answer come later."""
        document: DocumentNode = self.document
        return visit(document, _AtOnce()) if self.is_incremental else document


class _AtOnce(Visitor):
    def enter_directive(self, node: DirectiveNode, *_: Any) -> VisitorAction:
        return REMOVE if node.name.value in {"defer", "stream"} else None


@dataclass
class Documents:
    """The documents seen lately, the least recently used one forgotten first."""

    max_tokens: int
    guard: Guard
    characters: int = 0
    _entries: OrderedDict[str, Entry] = field(default_factory=OrderedDict)
    _trusted: dict[str, Entry] = field(default_factory=dict)
    _latest: tuple[str, Entry] | None = None

    def get(self, text: str) -> Entry:
        """The parsed document; GraphQLSyntaxError for one that cannot be parsed."""
        if (entry := self._entries.get(text)) is not None:
            self._entries.move_to_end(text)
            return entry
        if (entry := self._trusted.get(text)) is not None:
            return entry
        if self._latest is None or self._latest[0] != text:
            self._latest = text, Entry.of(text, self.max_tokens)
        return self._latest[1]

    def trust(self, texts: Iterable[str]) -> None:
        """Never forget `texts`, nor validate them again; what is not valid is logged and left."""
        for text in texts:
            try:
                entry = Entry.of(text)
                for problem in validate(self.guard.schema, entry.document):
                    raise problem
            except GraphQLError as error:
                log.warning("a trusted document is not valid: %s", error.message)
            else:
                entry.is_valid = True
                self._trusted[text] = entry

    def peek(self, text: str, name: str | None) -> tuple[OperationType, bool] | None:
        """What kind of operation would run, and whether its answer may come in parts.

        None where there would be an error instead.
        """
        try:
            entry = self.get(text)
            operation = _choose_operation(entry.document, name)
        except (GraphQLError, RecursionError):
            return None
        return operation.operation, entry.is_incremental

    def keep(self, text: str, entry: Entry) -> None:
        """Remember a document that is valid, and forget those that were not used lately."""
        if len(text) > LONGEST_KEPT or text in self._entries:
            return
        self._entries[text] = entry
        self.characters += len(text)
        while self.characters > MOST_KEPT:
            forgotten, _ = self._entries.popitem(last=False)
            self.characters -= len(forgotten)

    def extension(self) -> SchemaExtension:
        """What looks documents up for one operation."""
        return _Lookup(self)


class _Lookup(SchemaExtension):
    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._entry: Entry | None = None
        self._cost: int | None = None

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        if context.query:
            try:
                self._entry = self._documents.get(context.query)
                context.graphql_document = self._entry.document
            except GraphQLSyntaxError as error:
                raise parse_failed(error) from None
            except RecursionError:
                raise parse_failed(GraphQLError("The document is nested too deeply.")) from None
            operation = _choose_operation(
                context.graphql_document, context._provided_operation_name
            )
            self._cost = self._documents.guard.measure(
                context.graphql_document, operation, context.variables or {}
            )
        yield

    def get_results(self) -> dict[str, Any]:
        """The cost, for a client that asks for it in a header."""
        if self._cost is None or not self.execution_context.context.reports_cost:
            return {}
        return {"cost": self._cost}

    def on_validate(self) -> Iterator[None]:
        context, entry = self.execution_context, self._entry
        if entry is not None and entry.is_valid:
            context.pre_execution_errors = []
        yield
        if found := context.pre_execution_errors:
            found[:] = [validation_failed(error) for error in found[:MOST_ERRORS]]
        elif entry is not None and not entry.is_valid and context.query:
            entry.is_valid = True
            self._documents.keep(context.query, entry)

    def on_execute(self) -> Iterator[None]:
        context, entry = self.execution_context, self._entry
        if entry is not None and not context.context.takes_parts:
            context.graphql_document = entry.at_once
        yield


def _choose_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run; refuses a request that does not say which of the document's it is."""
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if not operations:
        raise operation_unresolved("The document has no operation.")
    if name is None:
        if len(operations) > 1:
            raise operation_unresolved("Name the operation to run in `operationName`.")
        return operations[0]
    for operation in operations:
        if operation.name is not None and operation.name.value == name:
            return operation
    raise operation_unresolved("The document has no operation of that name.")
