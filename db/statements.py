"""The SQL of the operation under way: counted, and refused once it takes too long."""

import contextvars
import math
import time
from dataclasses import dataclass, field


@dataclass
class Statements:
    """How much there was, and until when there may be more."""

    count: int = 0
    deadline: float = math.inf
    """As `time.monotonic` has it."""
    began: float = field(default_factory=time.monotonic)

    @property
    def overdue(self) -> bool:
        return time.monotonic() >= self.deadline


statements: contextvars.ContextVar[Statements | None] = contextvars.ContextVar(
    "statements", default=None
)


def seconds_left() -> float:
    """What the operation under way may still take; no end outside of one."""
    under_way = statements.get()
    return max(0.0, under_way.deadline - time.monotonic()) if under_way else math.inf
