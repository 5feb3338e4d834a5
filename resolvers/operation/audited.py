"""Work that leaves an event in the audit trail, and is told to whoever follows its row."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from db.models import Action, Entity
from resolvers.operation import events
from resolvers.operation.transaction import Transaction

Row = TypeVar("Row", bound=Entity)
Work = Callable[..., Row]
"""Writes a row inside a transaction, its first argument."""


@dataclass(frozen=True)
class Audited:
    """As what a piece of work is recorded, and whether that is so whoever does it."""

    action: Action
    always: bool


def audited(action: Action, *, always: bool = False) -> Callable[[Work[Row]], Work[Row]]:
    """Leave an event for each row that a super admin writes for somebody else, or `always`.

    Whoever follows the row is told in any case.
    """

    def decorate(work: Work[Row]) -> Work[Row]:
        @wraps(work)
        def run(transaction: Transaction, **values: Any) -> Row:
            row = work(transaction, **values)
            if not row.written:
                return row
            account_id = row.belongs_to.owner_of(row, transaction.session)
            transaction.events.extend(events.of(action, row, account_id))
            for_another = transaction.viewer.is_super_admin and account_id != transaction.viewer.id
            if always or for_another:
                transaction.record(action, row.id, account_id)
            return row

        run.audited = Audited(action, always=always)  # type: ignore[attr-defined]
        return run

    return decorate
