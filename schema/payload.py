"""Payloads: the row that was written, or what was wrong with the input."""

from typing import Any, Self

import strawberry

from base.problem import Problem
from resolvers.fields.declared import ListSize
from schema.enums import ErrorCode, ErrorReason
from schema.fields import carried, written

MOST_ERRORS = 50
"""Problems that one answer tells; what remains is told once they are put right."""


@strawberry.type(description="One thing wrong with an input.")
class MutationError:
    code: ErrorCode = carried(Problem, "What kind of problem it is.")
    reason: ErrorReason | None = carried(
        Problem, "Within VALIDATION and WEAK_PASSWORD: why, for forms in other languages."
    )
    limit: int | None = carried(
        Problem, "The length or number that was missed, where there is one."
    )
    message: str = carried(Problem, "A sentence that says what to do.")
    path: list[str] = carried(
        Problem, "Where in the input: names and indexes, such as `jobs`, `2`, `endDate`."
    )


@strawberry.type
class Payload:
    """What every payload has; no type of its own in the schema."""

    errors: list[MutationError] = written(
        "What to put right; empty if the write was made.",
        size=ListSize(default=MOST_ERRORS, most=MOST_ERRORS),
        default_factory=list,
    )

    @classmethod
    def of(cls, row: Any) -> Self:
        """The payload of a write that was made; `row` is in the field besides `errors`, if any."""
        return cls(**dict.fromkeys(cls.__annotations__, row))
