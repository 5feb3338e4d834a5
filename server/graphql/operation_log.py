"""Watches each operation: how long it took and what came of it, in the log and in the metrics."""

import asyncio
import enum
import time
from types import TracebackType
from typing import Self

from db.statements import Statements, statements
from server.codes import Code
from server.graphql.answer import Answer, Way
from server.graphql.request import Request
from server.metrics import count_operation, count_way
from server.request_log import milliseconds, note_operation

OURS = {Code.INTERNAL_SERVER_ERROR, Code.SERVICE_UNAVAILABLE}
"""The codes of what is no client's fault."""
LONGEST_NAME_CHARACTERS = 100
"""Characters of the operation's name that are logged."""


class Outcome(enum.StrEnum):
    """What came of an operation, the worst last."""

    OK = "ok"
    ENDED = "ended"  # by its client, who completed it or hung up
    REFUSED = "refused"  # in whole or in part, by the client's fault
    ERROR = "error"  # by ours


WORST_LAST = list(Outcome)


class OperationLog:
    """Around one operation, also one that is refused before it runs."""

    def __init__(self, request: Request, longest: int) -> None:
        """`longest`: the seconds after which an operation gets no more SQL."""
        self._request = request
        self._counter = Statements(deadline=time.monotonic() + longest)
        self._started = time.perf_counter()
        self._outcome = Outcome.OK
        self._way: Way | None = None

    def __enter__(self) -> Self:
        statements.set(self._counter)
        return self

    def note(self, answer: Answer) -> None:
        """Take down an answer, a part or an event; each may have errors of its own."""
        if not answer.is_request_error:
            self._way = answer.way
        for code in answer.codes:
            self._note(Outcome.ERROR if code in OURS else Outcome.REFUSED)

    def __exit__(
        self,
        _type: type[BaseException] | None,
        error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        if isinstance(error, (GeneratorExit, asyncio.CancelledError)):
            self._note(Outcome.ENDED)
        elif error is not None:
            self._note(Outcome.REFUSED)
        self._report(self._request.seconds + time.perf_counter() - self._started)

    def _note(self, outcome: Outcome) -> None:
        self._outcome = max(self._outcome, outcome, key=WORST_LAST.index)

    def _report(self, seconds: float) -> None:
        operation = self._request.operation
        kind = operation.kind.value if operation else "none"
        name = (operation.name or "")[:LONGEST_NAME_CHARACTERS] if operation else ""
        count_operation(kind, seconds, self._counter.count, self._outcome)
        if self._way is not None:
            count_way(self._way.name, self._way.reason)
        note_operation(
            type=kind,
            operation=name or None,
            operation_ms=milliseconds(seconds),
            statements=self._counter.count,
            outcome=self._outcome.value,
            way=self._way.name if self._way else None,
        )
