"""Watches each operation: how long it took and what came of it, in the log and in the metrics."""

import asyncio
import enum
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import structlog
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import InvalidOperationTypeError

from db.statements import Statements, statements
from server.codes import Code
from server.errors import published
from server.metrics import count_operation

log = structlog.get_logger("aai.graphql")

OURS = {Code.INTERNAL_SERVER_ERROR, Code.SERVICE_UNAVAILABLE}
"""The codes of what is no client's fault."""


class Outcome(enum.StrEnum):
    """What came of an operation, the worst last."""

    OK = "ok"
    ENDED = "ended"  # by its client, who completed it or hung up
    REFUSED = "refused"  # in whole or in part, by the client's fault
    ERROR = "error"  # by ours


WORST_LAST = list(Outcome)


class OperationLog(SchemaExtension):
    def __init__(self, longest: int) -> None:
        """`longest`: the seconds after which an operation gets no more SQL."""
        self._longest = longest
        self._outcome = Outcome.OK

    def on_operation(self) -> Iterator[None]:
        counter = Statements(deadline=time.monotonic() + self._longest)
        statements.set(counter)
        started = time.perf_counter()
        try:
            yield
        except (GeneratorExit, asyncio.CancelledError):
            self._note(Outcome.ENDED)
            raise
        except InvalidOperationTypeError:
            self._note(Outcome.REFUSED)
            raise
        except GraphQLError as error:
            self._note_errors([error])
            raise
        except Exception as error:
            self._note_errors([GraphQLError("", original_error=error)])
            raise
        finally:
            self._note_errors(self.execution_context.pre_execution_errors or ())
            self._report(counter, time.perf_counter() - started)

    def on_stream_result(self, result: Any) -> Iterator[None]:
        """A part or an event; each may have errors of its own."""
        later = (getattr(result, name, None) or () for name in ("incremental", "completed"))
        for each in (result, *chain.from_iterable(later)):
            self._note_errors(getattr(each, "errors", None) or ())
        yield

    def _note_errors(self, errors: Iterable[GraphQLError]) -> None:
        for error in errors:
            extensions = published(error).extensions or {}
            ours = extensions.get("code") in OURS
            self._note(Outcome.ERROR if ours else Outcome.REFUSED)

    def _note(self, outcome: Outcome) -> None:
        self._outcome = max(self._outcome, outcome, key=WORST_LAST.index)

    def _report(self, counter: Statements, seconds: float) -> None:
        """Also of what was refused before it ran."""
        kind, name = self._operation()
        count_operation(kind, seconds, counter.count, self._outcome)
        log.info(
            "operation",
            type=kind,
            operation=name,
            duration_ms=round(seconds * 1000, 1),
            statements=counter.count,
            outcome=self._outcome.value,
        )

    def _operation(self) -> tuple[str, str | None]:
        try:
            context = self.execution_context
            return context.operation_type.value, (context.operation_name or "")[:100] or None
        except RuntimeError:  # there is no such operation, or none at all
            return "none", None
