"""graphql-core's executor, which counts what it returns, and lets others have their turn.

The items of a list it makes together: one after another the items of a `@stream` would each send
SQL of their own for what is under them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import NoneType
from typing import Any, TypeGuard

from graphql import GraphQLLeafType
from graphql.execution.incremental import IncrementalExecutor
from graphql.pyutils import is_awaitable

from base.errors import BadUserInput
from resolvers.operation.pauses import Pauses
from resolvers.operation.turns import Turns
from server.graphql.limits.tally import Tally

PLAIN = frozenset({NoneType, bool, int, float, str, list, dict})
"""Types of most values, which nobody waits for: to look for a way to wait takes longer."""


def is_waited_for(value: Any) -> TypeGuard[Awaitable[Any]]:
    return type(value) not in PLAIN and is_awaitable(value)


class Executor(IncrementalExecutor):
    """Of one operation."""

    def __init__(
        self, *arguments: Any, tally: Tally, turns: Turns, pauses: Pauses, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.tally = tally
        self._turns = turns
        self._pauses = pauses

    def build_per_event_executor(self, payload: Any) -> Any:
        """Each event of a subscription is counted by itself."""
        executor: Any = super().build_per_event_executor(payload)
        executor.tally = self.tally.anew()
        return executor

    def complete_object_value(self, *arguments: Any) -> Any:
        self.tally.add_object()
        return self._in_turn(super().complete_object_value, arguments)

    def complete_list_value(self, *arguments: Any) -> Any:
        return self._in_turn(super().complete_list_value, arguments)

    def _in_turn(self, complete: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """The completed value, or one to wait for where others should have their turn first."""
        if self._turns.are_due():
            return self._after(self._turns.wait(self._pauses), complete, arguments)
        return complete(*arguments)

    async def _after(
        self, turn: asyncio.Future[None], complete: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> Any:
        await turn
        completed = complete(*arguments)
        return await completed if self.is_awaitable(completed) else completed

    def complete_leaf_value(  # type: ignore[override]
        self, return_type: GraphQLLeafType, result: Any
    ) -> Any:
        completed = super().complete_leaf_value(return_type, result)
        if type(completed) is str:
            self.tally.add_text(completed)
        return completed

    def get_stream_usage(self, *arguments: Any, **named: Any) -> Any:
        """A number of no use is the client's mistake."""
        try:
            return super().get_stream_usage(*arguments, **named)
        except ValueError as error:
            sentence = "`initialCount` must be 0 or more."
            raise BadUserInput(sentence, argument="initialCount") from error

    def build_stream_item_queue(self, *arguments: Any, **named: Any) -> Any:
        """Begin all items at once; deferred parts, on the other hand, wait for the first part."""
        self.enable_early_execution = True
        try:
            return super().build_stream_item_queue(*arguments, **named)
        finally:
            self.enable_early_execution = False
