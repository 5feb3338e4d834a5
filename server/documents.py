"""Parses and validates each document once: the results are kept by the document's text."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
)
from strawberry.extensions import SchemaExtension

from server.errors import operation_unresolved, parse_failed, validation_failed

LONGEST_KEPT = 20_000
"""Characters of a document that is worth keeping; parsed, each takes about 300 bytes."""
MOST_KEPT = 400_000
"""Characters of all documents together."""
MOST_ERRORS = 50


@dataclass
class Entry:
    document: DocumentNode
    is_valid: bool = False


@dataclass
class Documents:
    """The documents seen lately, the least recently used one forgotten first."""

    max_tokens: int
    characters: int = 0
    _entries: OrderedDict[str, Entry] = field(default_factory=OrderedDict)

    def get(self, text: str) -> Entry:
        """The parsed document; GraphQLSyntaxError for one that cannot be parsed."""
        if (entry := self._entries.get(text)) is not None:
            self._entries.move_to_end(text)
            return entry
        return Entry(parse(text, max_tokens=self.max_tokens))

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
            _choose_operation(context.graphql_document, context._provided_operation_name)
        yield

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


def _choose_operation(document: DocumentNode, name: str | None) -> None:
    """Refuse a request that does not say which of the document's operations to run."""
    names = [
        node.name.value if node.name else None
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    ]
    if name is not None and name not in names:
        raise operation_unresolved("The document has no operation of that name.")
    if name is None and len(names) != 1:
        raise operation_unresolved(
            "Name the operation to run in `operationName`."
            if names
            else "The document has no operation."
        )
