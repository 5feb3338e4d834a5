"""Watches each operation: how long it took and what it cost, in the log and in the metrics."""

import time
from collections.abc import Iterator

import structlog
from strawberry.extensions import SchemaExtension

from db.statements import Statements, statements
from server.metrics import count_operation

log = structlog.get_logger("aai.graphql")


class OperationLog(SchemaExtension):
    def __init__(self, longest: int) -> None:
        """`longest`: the seconds after which an operation gets no more SQL."""
        self._longest = longest

    def on_operation(self) -> Iterator[None]:
        counter = Statements(deadline=time.monotonic() + self._longest)
        statements.set(counter)
        started = time.perf_counter()
        failed = True
        try:
            yield
            failed = bool(self.execution_context.pre_execution_errors)
        finally:
            self._report(counter, time.perf_counter() - started, failed=failed)

    def _report(self, counter: Statements, seconds: float, *, failed: bool) -> None:
        """Also of what was refused before it ran."""
        kind, name = self._operation()
        count_operation(kind, seconds, counter.count, failed=failed)
        log.info(
            "operation",
            type=kind,
            operation=name,
            duration_ms=round(seconds * 1000, 1),
            statements=counter.count,
            failed=failed,
        )

    def _operation(self) -> tuple[str, str | None]:
        try:
            context = self.execution_context
            return context.operation_type.value, (context.operation_name or "")[:100] or None
        except RuntimeError:  # there is no such operation, or none at all
            return "none", None
