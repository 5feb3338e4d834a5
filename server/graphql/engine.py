"""Runs what clients ask, the same over every transport: at once, or as a stream of answers."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import GraphQLError, OperationType, located_error
from graphql.execution import (
    InitialIncrementalExecutionResult,
    SubsequentIncrementalExecutionResult,
)
from strawberry import Schema
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType as Kind

from db.errors import CostExceeded, Refusal
from resolvers.context import Context
from server.codes import Code
from server.encoding import encode
from server.errors import coded, published, unexpected
from server.graphql import library
from server.graphql import schema as served
from server.graphql.documents import Documents
from server.graphql.library import Library
from server.graphql.parts import Parts
from server.graphql.requests import Asked
from server.settings import Settings

LONGEST_SUBSCRIPTION = 10_000
"""Characters of a document, with its variables in JSON, that stays as long as it is followed."""
TOO_LONG = (
    f"The document of a subscription and its variables have at most {LONGEST_SUBSCRIPTION} "
    "characters together."
)
EVERY_KIND = frozenset(Kind)


@dataclass(frozen=True)
class Answer:
    """The body of a response; without data where nothing was executed (GraphQL §7.1)."""

    body: dict[str, Any]

    @property
    def is_refusal(self) -> bool:
        """Whether the request was at fault, so that nothing was executed."""
        return "data" not in self.body

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.body.get("errors", ())]

    @cached_property
    def encoded(self) -> bytes:
        """The body in JSON; not to be asked for before the body is whole."""
        return encode(self.body)

    def within(self, longest: int) -> "Answer":
        """This answer, or the refusal of one that has more than `longest` bytes."""
        if len(self.encoded) <= longest:
            return self
        body: dict[str, Any] = {
            "data": None,
            "errors": [published(located_error(too_long(longest))).formatted],
        }
        if "hasNext" in self.body:
            body["hasNext"] = False
        return Answer(body)


@dataclass(frozen=True)
class Engine:
    schema: Schema
    documents: Documents
    library: Library
    longest_answer: int

    async def peek(self, asked: Asked) -> tuple[OperationType | None, bool]:
        """As `Documents.peek`; None also where there is no document."""
        try:
            found = await self.library.find(asked)
        except GraphQLError:
            return None, False
        await self.documents.prepare(found.query or "")
        return self.documents.peek(found.query or "", found.operation_name)

    async def execute(
        self, asked: Asked, context: Context, kinds: Collection[Kind] = EVERY_KIND
    ) -> Answer:
        """The whole answer; InvalidOperationTypeError for an operation of none of `kinds`."""
        try:
            found = await self.library.find(asked)
        except GraphQLError as error:
            return refusal(error)
        await self.documents.prepare(found.query or "")
        result = await self.schema.execute(
            found.query,
            variable_values=found.variables,
            context_value=context,
            operation_name=found.operation_name,
            allowed_operation_types=kinds,
            operation_extensions=found.extensions,
        )
        answer = _answer(result)
        if not answer.is_refusal:
            await self.library.keep(asked, context)
        return answer.within(self.longest_answer)

    async def stream(
        self, asked: Asked, context: Context, *, earlier_parts: bool = True
    ) -> AsyncGenerator[Answer]:
        """Every part of the answer, or every event, as they come; an error is the last one.

        `earlier_parts`: whether the client may read the earlier form of incremental delivery.
        """
        try:
            async with aclosing(self._stream(asked, context, earlier_parts)) as answers:
                async for answer in answers:
                    yield answer
        except GraphQLError as error:
            yield refusal(published(error))
        except Exception as error:
            yield Answer(unexpected(error))

    async def _stream(
        self, asked: Asked, context: Context, earlier_parts: bool
    ) -> AsyncGenerator[Answer]:
        found = await self.library.find(asked)
        await self.documents.prepare(found.query or "")
        self._let_go(found)
        results = await self.schema.stream(
            found.query,
            variable_values=found.variables,
            context_value=context,
            operation_name=found.operation_name,
            operation_extensions=found.extensions,
        )
        parts: Parts | None = None
        is_kept = False
        async with aclosing(results):
            async for result in results:
                if isinstance(result, SubsequentIncrementalExecutionResult):
                    assert parts is not None
                    try:
                        if result.incremental:
                            await context.confirm()
                    except Refusal as refused:
                        yield Answer(parts.refuse(refused))
                        return
                    part = Answer(parts.add(result))
                    if len(part.encoded) > self.longest_answer:
                        parts.take_back()
                        yield Answer(parts.refuse(too_long(self.longest_answer)))
                        return
                    yield part
                    continue
                answer = _answer(result)
                if isinstance(result, InitialIncrementalExecutionResult):
                    parts = Parts(result, earlier=earlier_parts)
                    answer.body["pending"] = [item.formatted for item in result.pending]
                    answer.body["hasNext"] = result.has_next
                if not is_kept and not answer.is_refusal:
                    await self.library.keep(asked, context)
                    is_kept = True
                told = answer.within(self.longest_answer)
                yield told
                if parts is not None and told is not answer:
                    return

    def _let_go(self, asked: Asked) -> None:
        """Forget what the operation has no use for: what is left stays as long as its answers come.

        GraphQLError where even that is more than is kept for a subscription.
        """
        text = asked.query or ""
        asked.forget_but(self.documents.variables(text, asked.operation_name))
        kind, _ = self.documents.peek(text, asked.operation_name)
        if kind is OperationType.SUBSCRIPTION:
            size = len(text) + len(encode(asked.variables))
            if size > LONGEST_SUBSCRIPTION:
                raise coded(Code.BAD_USER_INPUT, TOO_LONG)

    async def close(self) -> None:
        """Let go of what the library holds."""
        await self.library.close()


def create(settings: Settings) -> Engine:
    """The engine that the settings ask for; it connects to nothing yet."""
    schema, documents = served.create(settings)
    documents.trust(settings.trusted)
    kept = library.create(settings, documents)
    return Engine(schema, documents, kept, settings.limit_answer_bytes)


def too_long(longest: int) -> CostExceeded:
    sentence = f"The answer would be longer than {longest} bytes: ask for less at once."
    return CostExceeded(sentence, limit=longest)


def refusal(error: GraphQLError) -> Answer:
    """The answer to a request that cannot be run."""
    return Answer({"errors": [error.formatted]})


def _answer(result: ExecutionResult | InitialIncrementalExecutionResult) -> Answer:
    errors = result.errors or ()
    body: dict[str, Any] = {}
    was_executed = any(error.path for error in errors) and not isinstance(result, PreExecutionError)
    if result.data is not None or was_executed:
        body["data"] = result.data
    if errors:
        body["errors"] = [error.formatted for error in errors]
    if result.extensions:
        body["extensions"] = result.extensions
    return Answer(body)
