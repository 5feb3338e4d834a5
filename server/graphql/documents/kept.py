"""Parses and validates each document once, and keeps those that are valid, by their text."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from graphql import GraphQLError, strip_ignored_characters

from db.turns import FairThreads
from resolvers.operation.turns import Turn
from server.graphql.documents.document import Document
from server.graphql.documents.operation import Operation
from server.graphql.documents.validation import Validation
from server.graphql.limits.guard import Guard, Measured

log = logging.getLogger("aai.documents")

T = TypeVar("T")

LONGEST_KEPT_CHARACTERS = 20_000
"""Characters of a document that is worth keeping; parsed, each takes 50 bytes, 300 at the most."""
MOST_KEPT_CHARACTERS = 200_000
"""Characters of all documents together."""
LONG_CHARACTERS = 2_000
"""Characters from which on a thread does the work: it may take 15 ms for fewer, 100 for more."""


@dataclass
class Documents:
    """The documents seen lately, the least recently used one forgotten first."""

    max_tokens: int
    validation: Validation
    characters: int = 0
    _kept: OrderedDict[str, Document] = field(default_factory=OrderedDict)
    _trusted: dict[str, Document] = field(default_factory=dict)
    _thread: FairThreads = field(default_factory=partial(FairThreads, 1))
    """One alone: while several run, each gets its turn before the event loop has another."""

    def known(self, text: str) -> Document | None:
        """A document that is kept or trusted."""
        if (document := self._kept.get(text)) is not None:
            self._kept.move_to_end(text)
            return document
        return self._trusted.get(text)

    async def parsed(self, text: str, turn: Turn) -> Document:
        """The document of a text; GRAPHQL_PARSE_FAILED where it is none."""
        if (document := self.known(text)) is not None:
            return document
        parse = partial(Document.parsed, text, self.max_tokens)
        return await self._work(parse, len(text), turn)

    async def measured(
        self, document: Document, operation: Operation, guard: Guard, turn: Turn
    ) -> Measured:
        """What an operation may cost; refused where that is too much whatever the variables are."""
        measure = partial(operation.measured, guard)
        if operation.is_measured:
            return measure()
        return await self._work(measure, len(document.text), turn)

    async def errors(
        self, document: Document, operation: Operation, turn: Turn
    ) -> list[GraphQLError]:
        """What is not valid about an operation; where that is nothing its document is kept."""
        if not operation.is_valid:
            find = partial(self.validation.errors, operation)
            if errors := await self._work(find, len(document.text), turn):
                return errors
            operation.is_valid = True
        self.keep(document)
        return []

    async def canonical(self, text: str, turn: Turn) -> str:
        """What a document says, without comments and needless space."""
        return await self._work(partial(strip_ignored_characters, text), len(text), turn)

    async def _work(self, work: Callable[[], T], length: int, turn: Turn) -> T:
        """What `work` returns, in turn: in the thread where it has to do with many characters."""
        if length >= LONG_CHARACTERS:
            return await asyncio.wrap_future(self._thread.submit(turn.whose, work))
        await turn()
        done = work()
        await asyncio.sleep(0)
        return done

    def trust(self, texts: Mapping[str, str]) -> None:
        """Never forget documents, nor validate them again; what is not valid is logged and left."""
        for id, text in texts.items():
            try:
                document = Document.parsed(text)
                self.validation.check(document.node)
            except GraphQLError as error:
                log.warning("the trusted document %s is not valid: %s", id, error.message)
            else:
                for operation in document.operations:
                    operation.is_valid = True
                self._trusted[text] = document

    def keep(self, document: Document) -> None:
        """Remember a document that is valid, and forget those that were not used lately."""
        text = document.text
        if len(text) > LONGEST_KEPT_CHARACTERS or text in self._kept or text in self._trusted:
            return
        self._kept[text] = document
        self.characters += len(text)
        while self.characters > MOST_KEPT_CHARACTERS:
            forgotten, _ = self._kept.popitem(last=False)
            self.characters -= len(forgotten)
