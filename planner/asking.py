"""Who asks for an operation to be planned, and what becomes of it."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError

from auth.access_tokens import Claims
from db.database import Database
from db.turns import Flow
from planner.tree import Unplanned
from resolvers.operation.events import Event

FAILED = "failed"


def nobody_hears(_events: Iterable[Event]) -> None:
    """Where nothing is written there is nothing to tell."""


@dataclass(frozen=True)
class Asker:
    """Who asks, by their token, and whose turn that is at which database."""

    claims: Claims | None
    """What a valid token says; None without a token."""
    database: Database
    flow: Flow
    believed: float = math.inf
    """The seconds for which it is believed that a viewer may do what they could."""
    publish: Callable[[Iterable[Event]], None] = nobody_hears
    """Tells what was written to whoever follows it."""


@dataclass
class Planned:
    """What a plan has answered: the data, or the reason why there are none."""

    data: dict[str, Any] | None = None
    reason: str = ""
    errors: Sequence[GraphQLError] = field(default_factory=tuple)
    """What is wrong with the data: of a write nobody knows what became of it."""


class Failed(Unplanned):
    """A statement that the database refused, or that found what cannot be."""

    def __init__(self) -> None:
        super().__init__(FAILED)
