"""Arguments that many fields take, described once."""

import inspect
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from strawberry import ID, UNSET

from resolvers.lists.listing import DEFAULT_SIZE

REQUIRED = inspect.Parameter.empty


@dataclass(frozen=True)
class Argument:
    """An argument of a field: its type, its description, and what it is when left out."""

    type: Any
    description: str
    default: Any = UNSET

    def parameter(self, name: str) -> inspect.Parameter:
        """This argument in the signature of a resolver."""
        annotation: Any = Annotated[self.type, strawberry.argument(description=self.description)]
        return inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=self.default, annotation=annotation
        )


def an_id(description: str) -> Argument:
    """A required id."""
    return Argument(ID, description, REQUIRED)


def optional_id(description: str) -> Argument:
    """An id that can be left out."""
    return Argument(ID | None, description)


FIRST = Argument(int | None, "How many items to return from the start, 1 to 100.")
PAGING: dict[str, Any] = {
    "first": FIRST,
    "after": Argument(str | None, "Return the items after this cursor."),
    "last": Argument(int | None, "How many items to return from the end, 1 to 100."),
    "before": Argument(str | None, "Return the items before this cursor."),
}
PAGE: dict[str, Any] = {
    "page": Argument(int, "Which page to return, counted from 1.", 1),
    "size": Argument(int, "How many items a page holds, 1 to 100.", DEFAULT_SIZE),
}
