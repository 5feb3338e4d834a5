"""The way of a request from its parameters to its answer, the same by every transport."""

import asyncio
import time
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import dataclass

from graphql import GraphQLError, GraphQLSchema, OperationType

import schema
from planner.planner import Planner
from resolvers.operation.context import Context
from resolvers.operation.turns import Turn
from server.graphql.answer import Answer
from server.graphql.documents import library
from server.graphql.documents.kept import Documents
from server.graphql.documents.library import Library
from server.graphql.documents.validation import Validation
from server.graphql.execution.execution import Execution
from server.graphql.execution.parts import Form
from server.graphql.limits.guard import Guard
from server.graphql.operation_log import OperationLog
from server.graphql.parameters import Parameters
from server.graphql.request import Request
from server.settings import Settings

EVERY_KIND = frozenset(OperationType)


class KindRefused(Exception):
    """The operation is of a kind that is not answered in this way."""

    def __init__(self, kind: OperationType) -> None:
        super().__init__(kind.value)
        self.kind = kind


@dataclass(frozen=True)
class Pipeline:
    library: Library
    documents: Documents
    guard: Guard
    execution: Execution
    longest_seconds: int
    longest_answer: int

    async def understand(
        self, parameters: Parameters, turn: Turn, *, reports_cost: bool = False
    ) -> Request:
        """The request, up to where its operation could be executed; or what is wrong with it.

        `turn`: waits for the turn of whoever asks, before each piece of work.
        """
        request = Request(parameters, reports_cost)
        try:
            await self._understand(request, turn)
        except GraphQLError as error:
            request.errors = [error]
        return request

    async def _understand(self, request: Request, turn: Turn) -> None:
        parameters = request.parameters
        request.text = await self.library.find(parameters)
        began = time.perf_counter()
        try:
            document = await self.documents.parsed(request.text, turn)
            request.operation = operation = document.operation(parameters.operation_name)
            measured = await self.documents.measured(document, operation, self.guard, turn)
            request.cost = measured.cost(parameters.variables)
            request.errors = await self.documents.errors(document, operation, turn)
        finally:
            request.seconds = time.perf_counter() - began

    async def answer(
        self, request: Request, context: Context, kinds: Collection[OperationType] = EVERY_KIND
    ) -> Answer:
        """The whole answer to a query or mutation; KindRefused for what is none of `kinds`."""
        if request.text is None:
            return Answer.request_error(request.errors)
        with OperationLog(request, self.longest_seconds) as log:
            if request.kind is not None and request.kind not in kinds:
                raise KindRefused(request.kind)
            answer = await self._answer(request, context)
            log.note(answer)
        if not answer.is_request_error:
            await self.library.keep(request.parameters, context)
        return await self._finished(request, answer, context)

    async def stream(
        self, request: Request, context: Context, form: Form | None = None
    ) -> AsyncGenerator[Answer]:
        """Every part of the answer, or every event, as they come; an error is the last one.

        `form`: that in which the client reads parts, None where the answer has to come whole.
        """
        if request.text is None:
            yield Answer.request_error(request.errors)
            return
        is_kept = False
        with OperationLog(request, self.longest_seconds) as log:
            async with aclosing(self._answers(request, context, form)) as answers:
                async for answer in answers:
                    log.note(answer)
                    if not is_kept and not answer.is_request_error:
                        await self.library.keep(request.parameters, context)
                        is_kept = True
                    finished = await self._finished(request, answer, context)
                    yield finished
                    if finished.is_last:
                        return

    async def _answer(self, request: Request, context: Context) -> Answer:
        operation = request.operation
        if operation is None or request.errors:
            return Answer.request_error(request.errors)
        try:
            await context.turn()
            request.let_go()
            return await self.execution.execute(operation, context, request.parameters.variables)
        except asyncio.CancelledError:
            context.give_up()
            raise
        except Exception as error:
            return Answer.request_error([_as_graphql(error)])

    async def _answers(
        self, request: Request, context: Context, form: Form | None
    ) -> AsyncGenerator[Answer]:
        operation, variables = request.operation, request.parameters.variables
        try:
            if operation is None or request.errors:
                yield Answer.request_error(request.errors)
                return
            await context.turn()
            request.let_go()
            if operation.kind is OperationType.SUBSCRIPTION:
                answers = self.execution.follow(operation, context, variables)
            elif form is not None and operation.may_come_in_parts:
                answers = self.execution.deliver(operation, context, variables, form)
            else:
                yield await self.execution.execute(operation, context, variables)
                return
            async with aclosing(answers):
                async for answer in answers:
                    yield answer
        except (asyncio.CancelledError, GeneratorExit):
            context.give_up()
            raise
        except Exception as error:
            yield Answer.request_error([_as_graphql(error)])

    async def _finished(self, request: Request, answer: Answer, context: Context) -> Answer:
        """An answer with what its client wants to know besides, and no longer than allowed.

        It is encoded here, which takes 3 ms for a megabyte: two large ones not in one turn.
        """
        if answer.is_later:
            return answer
        await context.turn()
        if request.reports_cost and request.cost is not None:
            answer.body["extensions"] = {"cost": request.cost}
        return answer.within(self.longest_answer)

    async def close(self) -> None:
        """Let go of what the library holds."""
        await self.library.close()


def create(settings: Settings) -> Pipeline:
    """The pipeline that the settings ask for; it connects to nothing yet."""
    served = schema.published()._schema
    shows_schema = settings.introspection_on
    documents = Documents(settings.limit_tokens, Validation(served, shows_schema))
    documents.trust(settings.trusted)
    return Pipeline(
        library.create(settings, documents),
        documents,
        Guard(served, settings.limits),
        Execution(
            served,
            _planner(served, settings),
            settings.limits.cost,
            settings.limit_answer_bytes,
            hides_suggestions=not shows_schema,
        ),
        settings.limit_seconds,
        settings.limit_answer_bytes,
    )


def _planner(served: GraphQLSchema, settings: Settings) -> Planner | None:
    if settings.planner == "off":
        return None
    return Planner(served, anonymous_reads=settings.anonymous_reads)


def _as_graphql(error: Exception) -> GraphQLError:
    """What failed outside of every field."""
    if isinstance(error, GraphQLError):
        return error
    return GraphQLError(str(error), original_error=error)
