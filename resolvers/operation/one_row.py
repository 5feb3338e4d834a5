"""Work that changes one row and nothing else, said beside it, so that one statement may do it.

    @audited(Action.JOB_UPDATED)
    @changes_row(Job, _columns, active=True)
    def update(transaction: Transaction, id: str, ...) -> Job:

The work itself stays the one that says what is wrong: whoever reads the declaration does what it
says where that succeeds, and leaves everything else to the work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from db.models import Entity

F = TypeVar("F", bound=Callable[..., Any])
Columns = Callable[..., Mapping[str, Any]]
IS_ACTIVE = "is_active"


class ConcernsMore(Exception):
    """An input that concerns more than the row; `reason`: what, in a word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class RowChange:
    """What a work sets in the row of `entity` whose `id` it is given."""

    entity: type[Entity]
    columns: Columns
    """The columns, from what else is given; all that is wrong with it as a Rejection.

    ConcernsMore where the work has more to do. Of columns of which one copy is made all are given
    where one is: what the client did not give, is as the row has it.
    """
    active: bool
    """Whether only active rows are changed, whoever asks."""
    switch: str | None
    """The column that has to become another one; a row that has it so already is not written."""

    deactivates: bool = False
    """Whether the row notes when this was, in `deactivated_at` too."""


def changes_row(
    entity: type[Entity], columns: Columns, *, active: bool = False, switch: str | None = None
) -> Callable[[F], F]:
    """Say of a mutation's work that it sets `columns`, as RowChange has it, and that is all."""
    return _said(RowChange(entity, columns, active, switch))


def deactivates_row(entity: type[Entity], **also: Any) -> Callable[[F], F]:
    """Say of a mutation's work that it deactivates a row, and sets the columns `also` with it."""
    columns = {IS_ACTIVE: False, **also}
    return _said(RowChange(entity, lambda: columns, False, IS_ACTIVE, deactivates=True))


def _said(change: RowChange) -> Callable[[F], F]:
    def decorate(work: F) -> F:
        work.changed_row = change  # type: ignore[attr-defined]
        return work

    return decorate
