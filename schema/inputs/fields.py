"""Fields of inputs: `required`, `optional` where null is as good as nothing, and both at once.

A field that was left out is UNSET and is never written; an explicit null is None.
"""

from typing import Any

import strawberry

EXPECTED_UPDATED_AT = "Refuse with CONFLICT unless `updatedAt` is still this."


def required(description: str, **default: Any) -> Any:
    """A field that cannot be null; with a default it can be left out."""
    return strawberry.field(description=description, **default)


def optional(description: str, name: str | None = None) -> Any:
    """A field that can be left out; `name` where Python has another use for it."""
    return strawberry.field(default=strawberry.UNSET, description=description, name=name)


def expected_updated_at() -> Any:
    """The field for optimistic concurrency that every update has."""
    return optional(EXPECTED_UPDATED_AT)
