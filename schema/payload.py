"""Payloads: the row that was written, or what was wrong with the input."""

from typing import Any, Self

import strawberry

from schema.enums import ErrorCode
from schema.sizes import ListSize

MOST_ERRORS = 50
"""Problems that one answer tells; what remains is told once they are put right."""


@strawberry.type(description="One thing wrong with an input.")
class MutationError:
    code: ErrorCode = strawberry.field(description="What kind of problem it is.")
    message: str = strawberry.field(description="A sentence that says what to do.")
    path: list[str] = strawberry.field(
        description="Where in the input: names and indexes, such as `jobs`, `2`, `endDate`."
    )


@strawberry.type
class Payload:
    """What every payload has; no type of its own in the schema."""

    errors: list[MutationError] = strawberry.field(
        default_factory=list,
        description="What to put right; empty if the write was made.",
        metadata={"size": ListSize(default=MOST_ERRORS, most=MOST_ERRORS)},
    )

    @classmethod
    def of(cls, row: Any) -> Self:
        """The payload of a write that was made; `row` is in the field besides `errors`, if any."""
        return cls(**dict.fromkeys(cls.__annotations__, row))


def written(description: str) -> Any:
    """The field of a payload that holds the row; null if nothing was written."""
    return strawberry.field(default=None, description=description)
