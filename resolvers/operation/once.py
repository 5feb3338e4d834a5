"""Once and only once: what a field writes under a key of its client's is not written again.

Each transaction of the field leaves its result with it, in the same transaction: so there is none
that was committed and cannot be answered, whichever process answers. What the whole field came to
is kept besides, after its last transaction. Where the field comes again, that is its answer; and
where the process was killed before, the field runs again, and each of its transactions returns what
it returned then. What was refused has left nothing.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Never

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, orm, select, update
from sqlalchemy.exc import IntegrityError

from auth.freshness import was_asked
from auth.seal import Seal
from base.errors import Conflict, IdempotencyKeyReused, LimitReached, Rejection
from db.integrity import violated
from db.models import IdempotencyKey
from db.types import new_id, now
from db.viewer import Viewer
from resolvers.operation.kept import LOST, Kept
from resolvers.operation.transaction import Transaction

LIFETIME = dt.timedelta(hours=24)
MOST_KEPT = 1000
"""Results of one viewer, or of one address, that are kept at once."""
MOST_FORGOTTEN = 100
"""Keys of anybody's that have expired and go with each new one."""
UNIQUE = "uq_idempotency_keys_whose_mark_key_mark_step"
LONGEST_NAME = 190
"""Characters of the name of a step."""
ANSWER = "answer"
"""The step at the end of a field that has come to something."""


def answer(_transaction: Transaction, row: Any) -> Any:
    """The work of the last step: to keep what the field has come to."""
    return row


def again(_transaction: Transaction) -> Never:
    """The work of the last step where it was done: Conflict if that has gone meanwhile."""
    raise Conflict(message=LOST)


def _whose(result: Any) -> str | None:
    """The account that whoever is not signed in has opened or entered: it is erased with that."""
    user_id: str | None = getattr(result, "user_id", None)
    return user_id


def is_taken(error: IntegrityError) -> bool:
    """Whether somebody else wrote the key meanwhile: it is to be looked at again."""
    return violated(error) == UNIQUE


def _name_of(work: Callable[..., Any]) -> str:
    name: str = getattr(work, "__qualname__", type(work).__name__)
    return name[:LONGEST_NAME]


def is_step_of(work: Callable[..., Any], step: str) -> bool:
    """Whether a step, whichever it was of its field, was `work`."""
    return step.partition(" ")[2] == _name_of(work)


@dataclass
class Once:
    """A field under a key, through all its transactions."""

    seal: Seal
    key: str
    field: str
    arguments: Mapping[str, Any]
    address: str
    steps: int = 0
    """Transactions that have come to something."""
    needs_fresh: bool = False
    """Whether one of them was for fresh authentication alone."""

    def step(self, work: Callable[..., Any]) -> str:
        """The name of the next transaction."""
        return ANSWER if work in (answer, again) else f"{self.steps + 1} {_name_of(work)}"

    def run(self, transaction: Transaction, step: str, work: Callable[[], Any]) -> Any:
        """What `work` returns, or returned when it was done under this key.

        IdempotencyKeyReused where the key was used for something else. Who comes second waits for
        the first at the key, and then is told to look again (`is_taken`).
        """
        session, viewer = transaction.session, transaction.viewer
        found = self.find(session.connection(), viewer)
        if step in found:
            kept = Kept.open(self.seal, found[step])
            self.needs_fresh |= kept.needs_fresh
            return kept.read(session, viewer)
        id = self._begin(session, viewer, step)
        result = work()
        if isinstance(result, Rejection):
            self._delete(session, IdempotencyKey.id == id)
            return result
        if not found:
            self._keep_few(session, viewer, id)
        self._keep(session, viewer, id, result)
        return result

    def find(self, connection: Connection, viewer: Viewer) -> dict[str, str | None]:
        """By step, what is sealed under this key; IdempotencyKeyReused as `run`."""
        known = select(IdempotencyKey.asked_mark, IdempotencyKey.result, IdempotencyKey.step).where(
            self._theirs(viewer),
            IdempotencyKey.key_mark.in_(self.seal.marks(self.key)),
            IdempotencyKey.expires_at > now(),
        )
        rows = connection.execute(known).all()
        asked = self.seal.marks(self._asked)
        if any(row.asked_mark not in asked for row in rows):
            raise IdempotencyKeyReused
        return {row.step: row.result for row in rows}

    def _whose(self, viewer: Viewer) -> str:
        return viewer.id or f"address {self.address}"

    def _theirs(self, viewer: Viewer) -> ColumnElement[bool]:
        """What is kept for a viewer."""
        return IdempotencyKey.whose_mark.in_(self.seal.marks(self._whose(viewer)))

    def _begin(self, session: orm.Session, viewer: Viewer, step: str) -> str:
        """Hold the key until the end of the transaction."""
        self._forget_expired(session, viewer)
        id, instant = new_id(), now()
        session.execute(
            insert(IdempotencyKey).values(
                id=id,
                is_active=True,
                created_at=instant,
                updated_at=instant,
                user_id=viewer.id,
                whose_mark=self.seal.marks(self._whose(viewer))[0],
                key_mark=self.seal.marks(self.key)[0],
                step=step,
                asked_mark=self.seal.marks(self._asked)[0],
                expires_at=instant + LIFETIME,
            )
        )
        return id

    def _keep(self, session: orm.Session, viewer: Viewer, id: str, result: Any) -> None:
        session.flush()
        self.needs_fresh |= was_asked(session)
        kept = Kept.of(result, needs_fresh=self.needs_fresh)
        session.execute(
            update(IdempotencyKey)
            .where(IdempotencyKey.id == id)
            .values(result=kept.close(self.seal), user_id=viewer.id or _whose(result))
            .execution_options(synchronize_session=False)
        )

    def _keep_few(self, session: orm.Session, viewer: Viewer, id: str) -> None:
        """LimitReached where somebody fills the store with what they will never ask for again.

        Many may be behind one address: there the oldest goes, and nobody is refused.
        """
        others = self._theirs(viewer) & (IdempotencyKey.id != id)
        count = session.execute(select(func.count()).where(others)).scalar_one()
        if count < MOST_KEPT:
            return
        if viewer.is_signed_in:
            sentence = f"{MOST_KEPT} results are kept for a day already; send this without a key."
            raise LimitReached(message=sentence, limit=MOST_KEPT)
        oldest = select(IdempotencyKey.id).where(others).order_by(IdempotencyKey.id)
        self._delete_some(session, oldest.limit(count + 1 - MOST_KEPT))

    def _forget_expired(self, session: orm.Session, viewer: Viewer) -> None:
        """This one, and some of anybody's."""
        has_expired = IdempotencyKey.expires_at <= now()
        oldest = select(IdempotencyKey.id).where(has_expired).order_by(IdempotencyKey.expires_at)
        self._delete_some(session, oldest.limit(MOST_FORGOTTEN))
        self._delete(session, self._theirs(viewer) & has_expired)

    def _delete_some(self, session: orm.Session, ids: Select[str]) -> None:
        """Those that nobody else is at."""
        self._delete(session, IdempotencyKey.id.in_(ids.with_for_update(skip_locked=True)))

    def _delete(self, session: orm.Session, gone: ColumnElement[bool]) -> None:
        session.execute(
            delete(IdempotencyKey).where(gone).execution_options(synchronize_session=False)
        )

    @property
    def _asked(self) -> str:
        return json.dumps([self.field, self.arguments], default=str, sort_keys=True)
