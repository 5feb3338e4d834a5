"""The executor: Strawberry's, but that the items of a `@stream` are made together.

One after another each would send SQL of its own for what is under it; together they share it.
"""

from typing import Any

from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from db.errors import BadUserInput


class Executor(StrawberryGraphQLCoreExecutionContext):
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
