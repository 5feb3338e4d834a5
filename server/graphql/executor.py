"""The executor: Strawberry's, which counts what it returns, and makes the items of a list together.

One after another the items of a `@stream` would each send SQL of their own for what is under them;
together they share it.
"""

from typing import Any, ClassVar

from graphql import GraphQLLeafType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from db.errors import BadUserInput
from server.graphql.limits.tally import Tally


class Executor(StrawberryGraphQLCoreExecutionContext):
    most_objects: ClassVar[int]
    most_characters: ClassVar[int]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.tally = Tally(self.most_objects, self.most_characters)

    @classmethod
    def limited(cls, most_objects: int, most_characters: int) -> type["Executor"]:
        """The executor of operations that return no more than this."""
        limits = {"most_objects": most_objects, "most_characters": most_characters}
        return type("LimitedExecutor", (cls,), limits)

    def build_per_event_executor(self, payload: Any) -> Any:
        """Each event of a subscription is counted by itself."""
        executor: Any = super().build_per_event_executor(payload)
        executor.tally = self.tally.anew()
        return executor

    def complete_object_value(self, *arguments: Any) -> Any:
        self.tally.add_object()
        return super().complete_object_value(*arguments)

    def complete_leaf_value(  # type: ignore[override]
        self, return_type: GraphQLLeafType, result: Any
    ) -> Any:
        completed = super().complete_leaf_value(return_type, result)
        if type(completed) is str:
            self.tally.add_text(completed)
        return completed

    def get_stream_usage(self, *arguments: Any, **named: Any) -> Any:
        """Strawberry's, but that a number of no use is the client's mistake."""
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
