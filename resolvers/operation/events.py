"""News of what was written: what is told of it after the commit, and under which topic."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import orm

from db.base import changed
from db.models import Action, Entity, Session


class ChangeKind(enum.Enum):
    """What happened to something that is followed."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    DEACTIVATED = "DEACTIVATED"
    RESTORED = "RESTORED"


KINDS = {
    Action.PROFILE_CREATED: ChangeKind.CREATED,
    Action.PROFILE_DEACTIVATED: ChangeKind.DEACTIVATED,
    Action.PROFILE_RESTORED: ChangeKind.RESTORED,
}
"""What an action is to whoever follows its row; anything else is an update."""


@dataclass(frozen=True)
class Event:
    """Something happened to what `topic` names."""

    topic: str
    kind: ChangeKind = ChangeKind.UPDATED


def of(action: Action, row: Entity, account_id: str | None) -> Iterator[Event]:
    """What is to be told of a row that was written, if anybody may follow it."""
    return of_row(action, type(row), row.id, account_id)


def of_row(
    action: Action, entity: type[Entity], id: str, account_id: str | None
) -> Iterator[Event]:
    """As `of`, of a row of `entity` that is known by its id."""
    if entity.topic is not None:
        topic = entity.topic_of(id=id, owner=account_id)
        yield Event(topic, KINDS.get(action, ChangeKind.UPDATED))


def endings(transaction: orm.Session) -> set[Event]:
    """What is to be told of the sessions that a transaction ends."""
    return {
        Event(Session.topic_of(owner=row.user_id))
        for row in changed(transaction)
        if isinstance(row, Session) and not row.is_active
    }
