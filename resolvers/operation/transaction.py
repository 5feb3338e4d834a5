"""A mutation's transaction: the rows it may change, and the constraints it may break."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import orm, select
from sqlalchemy.exc import IntegrityError

from auth.seal import Seal
from auth.sessions import Client
from base.errors import Conflict, NotFound, Rejection
from db.integrity import violated
from db.models import Action, AuditEvent, Entity, OutboxMessage
from db.types import now, to_milliseconds
from db.viewer import Viewer
from mail.letter import Letter
from resolvers.operation.events import Event

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True)
class Transaction:
    """Commits when the mutation returns, rolls back whatever it raises.

    A Rejection that is returned refuses as well, and what is written with it is committed.
    """

    session: orm.Session
    viewer: Viewer
    client: Client
    seal: Seal
    events: list[Event] = field(default_factory=list)
    """What is to be told once it is committed."""

    def fetch(self, entity: type[E], id: str, *path: str, active: bool = False) -> E:
        """A row that the viewer may see and change, locked until the end.

        Raises NotFound at `path`, the same for a row that is hidden, another's or not there.
        """
        conditions = [
            entity.id == id,
            entity.visible_to(self.viewer),
            entity.editable_by(self.viewer),
        ]
        if active:
            conditions.append(entity.is_active.is_(True))
        # NO KEY UPDATE: rows that refer to this one may still be added meanwhile
        statement = select(entity).where(*conditions).with_for_update(key_share=True)
        row = self.session.scalars(statement).one_or_none()
        if row is None:
            raise NotFound(*(path or ("id",)))
        return row

    def expect(self, row: Entity, expected: Any) -> None:
        """Conflict unless `row` is as it was when the client read it."""
        if expected is not None and row.updated_at != to_milliseconds(expected):
            raise Conflict("expectedUpdatedAt")

    def record(
        self,
        action: Action,
        subject_id: str | None = None,
        account_id: str | None = None,
        by: Viewer | None = None,
        reason: str | None = None,
    ) -> None:
        """Leave an event: what was done to `subject_id`, whose account that is, and by whom."""
        by = by or self.viewer
        self.session.add(
            AuditEvent(
                action=action,
                actor_id=by.id,
                subject_id=subject_id,
                account_id=account_id,
                session_id=by.session_id,
                ip_address=self.client.ip_address,
                user_agent=self.client.user_agent,
                reason=reason,
            )
        )

    def post(self, template: str, to: str, account_id: str | None, token: str = "") -> None:
        """Mail `template` to an address once all this is committed, and only then."""
        letter = Letter(to, template, self.client.language, token)
        content = self.seal.close(letter.to_json())
        self.session.add(OutboxMessage(account_id=account_id, content=content, due_at=now()))

    @contextmanager
    def breaking(self, constraints: Mapping[str, Callable[[], Rejection]]) -> Iterator[None]:
        """Flush at the end, and say which of `constraints` refused the write."""
        try:
            yield
            self.session.flush()
        except IntegrityError as error:
            rejection = constraints.get(violated(error))
            if rejection is None:
                raise
            raise rejection() from error
