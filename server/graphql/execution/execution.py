"""Executes operations that are valid: what is done for them, and nothing of who asks or how."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema
from graphql.execution import (
    ExecutionResult,
    ExperimentalIncrementalExecutionResults,
    SubsequentIncrementalExecutionResult,
    create_source_event_stream,
    map_source_to_response_event,
)

from base.errors import TopLevelError, Unauthenticated
from planner.asking import Asker, Planned
from planner.planner import Planner
from resolvers.operation.context import Context
from resolvers.operation.sharing import begin
from server.graphql.answer import BY_CORE, BY_PLAN, Answer, Way, too_long
from server.graphql.documents.operation import Operation
from server.graphql.execution.executor import Executor, is_waited_for
from server.graphql.execution.parts import Form, Parts
from server.graphql.limits.tally import Tally

Variables = dict[str, Any]


@dataclass(frozen=True)
class Execution:
    """Queries by plans, which take few statements, and whatever has none by graphql-core."""

    schema: GraphQLSchema
    planner: Planner | None
    most_objects: int
    longest_answer: int
    hides_suggestions: bool

    async def execute(self, operation: Operation, context: Context, variables: Variables) -> Answer:
        """The whole answer of a query or mutation."""
        planned = await self._planned(operation, context, variables)
        if planned.data is not None:
            return Answer.executed(planned.data, planned.errors, BY_PLAN)
        executor = self._executor(operation.at_once, context, variables)
        if isinstance(executor, list):
            return Answer.request_error(executor)
        result = await _result(executor)
        assert isinstance(result, ExecutionResult)
        return Answer.executed(result.data, result.errors, Way(BY_CORE.name, planned.reason))

    async def _planned(
        self, operation: Operation, context: Context, variables: Variables
    ) -> Planned:
        if self.planner is None:
            return Planned(reason="off")
        try:
            claims = context.claims()
        except Unauthenticated:
            return Planned(reason="refused")
        flow = context.turn_of(claims.user_id if claims else None)
        services = context.services
        believed, publish = services.confirmed_seconds, services.bus.publish
        asker = Asker(claims, services.database, flow, believed, publish)
        return await self.planner.answer(operation, variables, asker)

    async def deliver(
        self, operation: Operation, context: Context, variables: Variables, form: Form
    ) -> AsyncGenerator[Answer]:
        """The answer of a query or mutation in parts, as they come."""
        executor = self._executor(operation.document, context, variables)
        if isinstance(executor, list):
            yield Answer.request_error(executor)
            return
        result = await _result(executor)
        if isinstance(result, ExecutionResult):
            yield Answer.executed(result.data, result.errors)
            return
        async with (
            aclosing(result.subsequent_results) as later,
            aclosing(_rarely(later, context)) as rarely,
        ):
            first = result.initial_result
            parts = Parts(first, form)
            answer = Answer.executed(first.data, first.errors)
            answer.body["pending"] = [item.formatted for item in first.pending]
            answer.body["hasNext"] = first.has_next
            yield answer
            async for part in rarely:
                try:
                    if part.incremental:
                        await context.confirm()
                except TopLevelError as error:
                    yield Answer(parts.refuse(error))
                    return
                answer = Answer(parts.add(part))
                if len(answer.encoded) > self.longest_answer:
                    parts.take_back()
                    yield Answer(parts.refuse(too_long(self.longest_answer)))
                    return
                yield answer

    async def follow(
        self, operation: Operation, context: Context, variables: Variables
    ) -> AsyncGenerator[Answer]:
        """The answers of a subscription, one for each event; they come whole."""
        executor = self._executor(operation.at_once, context, variables)
        if isinstance(executor, list):
            yield Answer.request_error(executor)
            return
        source: Any = create_source_event_stream(executor)
        if executor.is_awaitable(source):
            source = await source
        if isinstance(source, ExecutionResult):
            yield Answer.request_error(source.errors or ())
            return
        async with aclosing(map_source_to_response_event(executor, source)) as results:
            async for result in results:
                yield Answer.executed(result.data, result.errors)

    def _executor(
        self, document: DocumentNode, context: Context, variables: Variables
    ) -> Executor | list[GraphQLError]:
        """The executor, or what is wrong with the variables."""
        built: Any = Executor.build(
            self.schema,
            document,
            context_value=context,
            raw_variable_values=variables,
            is_awaitable=is_waited_for,
            hide_suggestions=self.hides_suggestions,
            tally=Tally(self.most_objects, self.longest_answer),
            turns=context.services.turns,
            pauses=context.pauses,
        )
        return built  # type: ignore[no-any-return]


async def _rarely(
    parts: AsyncIterator[SubsequentIncrementalExecutionResult], context: Context
) -> AsyncGenerator[SubsequentIncrementalExecutionResult]:
    """The parts, what waits for its turn as one: their number depends on no number of rows."""
    coming = begin(anext(parts))
    try:
        while True:
            try:
                part = await coming
            except StopAsyncIteration:
                return
            coming = begin(anext(parts))
            await context.pauses.over()
            while part.has_next and coming.done() and coming.exception() is None:
                part = _joined(part, coming.result())
                coming = begin(anext(parts))
                await context.pauses.over()
            yield part
    finally:
        coming.cancel()
        await asyncio.wait([coming])


def _joined(
    first: SubsequentIncrementalExecutionResult, second: SubsequentIncrementalExecutionResult
) -> SubsequentIncrementalExecutionResult:
    return SubsequentIncrementalExecutionResult(
        has_next=second.has_next,
        pending=[*(first.pending or ()), *(second.pending or ())],
        incremental=[*(first.incremental or ()), *(second.incremental or ())],
        completed=[*(first.completed or ()), *(second.completed or ())],
        extensions=second.extensions,
    )


async def _result(
    executor: Executor,
) -> ExecutionResult | ExperimentalIncrementalExecutionResults:
    """What comes of it; the executor, which refers to itself, holds nothing any more."""
    result: Any = executor.execute_operation()
    if executor.is_awaitable(result):
        result = await result
    if isinstance(result, ExecutionResult):
        vars(executor).clear()
    return result  # type: ignore[no-any-return]
