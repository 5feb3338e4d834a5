"""Parses each document once, and keeps those that are valid, by their text."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Self

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    Token,
    TokenKind,
    parse,
    strip_ignored_characters,
    validate,
)

from server.codes import Code
from server.errors import coded
from server.graphql.limits.figures import LONGEST_NAME
from server.graphql.limits.guard import Guard
from server.graphql.selected import INCREMENTAL, Selected, reduced

log = logging.getLogger("aai.documents")

LONGEST_KEPT = 20_000
"""Characters of a document that is worth keeping; parsed, each takes about 300 bytes."""
MOST_KEPT = 400_000
"""Characters of all documents together."""
LONG = 4_000
"""Characters from which on a document is parsed in a thread: ten times as many take 50 ms."""
UNRESOLVED = Code.OPERATION_RESOLUTION_FAILURE


@dataclass
class Entry:
    """A parsed document; `is_incremental`: whether parts of its answer may come later."""

    document: DocumentNode
    is_incremental: bool = False
    _selected: dict[str | None, Selected] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, max_tokens: int | None = None) -> Self:
        """GraphQLSyntaxError or RecursionError for a text that cannot be parsed."""
        document = parse(text, max_tokens=max_tokens)
        assert document.loc is not None
        tokens = _unlinked(document.loc.start_token)
        for token in tokens:
            if token.kind is TokenKind.NAME and len(token.value or "") > LONGEST_NAME:
                sentence = f"A name has at most {LONGEST_NAME} characters."
                raise GraphQLSyntaxError(document.loc.source, token.start, sentence)
        return cls(document, any(name in text for name in INCREMENTAL) and _delays(tokens))

    def select(self, name: str | None) -> Selected:
        """The operation to run; GraphQLError where the request does not say which one it is."""
        operation = self._operation(name)
        own_name = operation.name.value if operation.name else None
        if own_name not in self._selected:
            document = reduced(self.document, operation)
            self._selected[own_name] = Selected(operation, document, self.is_incremental)
        return self._selected[own_name]

    @property
    def operations(self) -> list[OperationDefinitionNode]:
        return [
            node for node in self.document.definitions if isinstance(node, OperationDefinitionNode)
        ]

    def _operation(self, name: str | None) -> OperationDefinitionNode:
        operations = self.operations
        if not operations:
            raise coded(UNRESOLVED, "The document has no operation.")
        if name is None:
            if len(operations) > 1:
                raise coded(UNRESOLVED, "Name the operation to run in `operationName`.")
            return operations[0]
        for operation in operations:
            if operation.name is not None and operation.name.value == name:
                return operation
        raise coded(UNRESOLVED, "The document has no operation of that name.")


@dataclass
class Documents:
    """The documents seen lately, the least recently used one forgotten first."""

    max_tokens: int
    guard: Guard
    characters: int = 0
    _entries: OrderedDict[str, Entry] = field(default_factory=OrderedDict)
    _trusted: dict[str, Entry] = field(default_factory=dict)
    _latest: tuple[str, Entry | Exception] | None = None
    _thread: Executor = field(default_factory=partial(ThreadPoolExecutor, 1, "parse"))
    """One alone: while several run, each gets its turn before the event loop has another."""

    async def prepare(self, text: str) -> None:
        """Parse a long document before it is asked for next, without holding the event loop."""
        if len(text) >= LONG and not self._knows(text):
            loop = asyncio.get_running_loop()
            self._latest = text, await loop.run_in_executor(self._thread, self._parse, text)

    async def canonical(self, text: str) -> str:
        """What a document says, without comments and needless space; a long one in a thread."""
        if len(text) < LONG:
            return strip_ignored_characters(text)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, strip_ignored_characters, text)

    def _knows(self, text: str) -> bool:
        is_latest = self._latest is not None and self._latest[0] == text
        return text in self._entries or text in self._trusted or is_latest

    def get(self, text: str) -> Entry:
        """The parsed document; GraphQLSyntaxError or RecursionError where it cannot be parsed."""
        if (entry := self._entries.get(text)) is not None:
            self._entries.move_to_end(text)
            return entry
        if (entry := self._trusted.get(text)) is not None:
            return entry
        if self._latest is None or self._latest[0] != text:
            self._latest = text, self._parse(text)
        _, parsed = self._latest
        if isinstance(parsed, Exception):
            raise parsed.with_traceback(None)
        return parsed

    def _parse(self, text: str) -> Entry | Exception:
        """Why it cannot be parsed is kept too: a request may look at its document twice."""
        try:
            return Entry.of(text, self.max_tokens)
        except (GraphQLSyntaxError, RecursionError) as error:
            return error

    def trust(self, texts: Mapping[str, str]) -> None:
        """Never forget documents, nor validate them again; what is not valid is logged and left."""
        for id, text in texts.items():
            try:
                entry = Entry.of(text)
                for problem in validate(self.guard.schema, entry.document):
                    raise problem
            except GraphQLError as error:
                log.warning("the trusted document %s is not valid: %s", id, error.message)
            else:
                for operation in entry.operations:
                    name = operation.name.value if operation.name else None
                    entry.select(name).is_valid = True
                self._trusted[text] = entry

    def peek(self, text: str, name: str | None) -> tuple[OperationType | None, bool]:
        """What kind of operation would run, and whether its answer may come in parts.

        None where there would be an error instead.
        """
        try:
            selected = self.get(text).select(name)
        except (GraphQLError, RecursionError):
            return None, False
        return selected.operation.operation, selected.is_incremental

    def variables(self, text: str, name: str | None) -> frozenset[str]:
        """The names of the variables that an operation declares; none where there is no such."""
        try:
            nodes = self.get(text).select(name).operation.variable_definitions or ()
        except (GraphQLError, RecursionError):
            return frozenset()
        return frozenset(node.variable.name.value for node in nodes)

    def keep(self, text: str, entry: Entry) -> None:
        """Remember a document that is valid, and forget those that were not used lately."""
        if len(text) > LONGEST_KEPT or text in self._entries:
            return
        self._entries[text] = entry
        self.characters += len(text)
        while self.characters > MOST_KEPT:
            forgotten, _ = self._entries.popitem(last=False)
            self.characters -= len(forgotten)


def _unlinked(token: Token | None) -> list[Token]:
    """Tokens from the first one on, which no longer hold each other.

    They would stay until the garbage collector finds them, which stops everything meanwhile.
    """
    tokens = []
    while token:
        tokens.append(token)
        token.prev, token.next, token = None, None, token.next
    return tokens


def _delays(tokens: list[Token]) -> bool:
    """Whether one of the directives that let parts come later is among `tokens`."""
    read = (token for token in tokens if token.kind is not TokenKind.COMMENT)
    return any(x.kind is TokenKind.AT and y.value in INCREMENTAL for x, y in pairwise(read))
