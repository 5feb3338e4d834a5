"""Once and only once: what a field writes under a key of its client's is not written again.

Each transaction of the field leaves its result with it, in the same transaction: so there is none
that was committed and cannot be answered, whichever process answers. What the whole field came to
is kept besides, after its last transaction. Where the field comes again, that is its answer; and
where the process was killed before, the field runs again, and each of its transactions returns what
it returned then.
"""

import datetime as dt
import json
import logging
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, orm, select, update
from sqlalchemy.exc import IntegrityError

from auth.seal import Broken, Seal
from base.errors import Conflict, IdempotencyKeyReused, LimitReached
from db.integrity import violated
from db.models import IdempotencyKey, User
from db.types import new_id, now
from db.viewer import Viewer

log = logging.getLogger("aai.idempotency")

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
LOST = "What this key did once cannot be answered again; look whether it is done."


def answer(_transaction: Any, row: Any) -> Any:
    """The work of the last step: to keep what the field has come to."""
    return row


def _whose(result: Any) -> str | None:
    """The account that whoever is not signed in has opened or entered: it is erased with that."""
    parts = result if isinstance(result, tuple) else ()
    return next((part.id for part in parts if isinstance(part, User)), None)


def is_taken(error: IntegrityError) -> bool:
    """Whether somebody else wrote the key meanwhile: it is to be looked at again."""
    return violated(error) == UNIQUE


class MadeAnew:
    """What a field comes to that is not kept: it is made again of what its transactions left."""


def _name_of(work: Callable[..., Any]) -> str:
    name: str = getattr(work, "__qualname__", type(work).__name__)
    return name[:LONGEST_NAME]


def is_step_of(work: Callable[..., Any], step: str) -> bool:
    """Whether a step, whichever it was of its field, was `work`."""
    return step.partition(" ")[2] == _name_of(work)


@dataclass(frozen=True)
class Found:
    """What a step has left."""

    seal: Seal
    sealed: str | None

    @property
    def result(self) -> Any:
        """It was sealed by this server, so nobody else made it; Conflict for one that is lost."""
        try:
            return pickle.loads(bytes.fromhex(self.seal.open(self.sealed or "")))  # noqa: S301
        except Broken:
            raise Conflict(message=LOST) from None
        except Exception:
            log.exception("a result was stored by other code")
            raise Conflict(message=LOST) from None


@dataclass
class Once:
    """A field under a key, through all its transactions."""

    seal: Seal
    key: str
    field: str
    arguments: Mapping[str, Any]
    address: str
    steps: int = 0

    def step(self, work: Callable[..., Any]) -> str:
        """The name of the next transaction."""
        if work is answer:
            return ANSWER
        self.steps += 1
        return f"{self.steps} {_name_of(work)}"

    def run(self, session: orm.Session, viewer: Viewer, step: str, work: Callable[[], Any]) -> Any:
        """What `work` returns, or returned when it was done under this key.

        IdempotencyKeyReused where the key was used for something else. Who comes second waits for
        the first at the key, and then is told to look again (`is_taken`).
        """
        found = self.find(session.connection(), viewer)
        if step in found:
            return found[step].result
        id = self._begin(session, viewer, step)
        result = work()
        session.flush()
        sealed = self.seal.close(pickle.dumps(result).hex())
        session.execute(
            update(IdempotencyKey)
            .where(IdempotencyKey.id == id)
            .values(result=sealed, user_id=viewer.id or _whose(result))
            .execution_options(synchronize_session=False)
        )
        return result

    def find(self, connection: Connection, viewer: Viewer) -> dict[str, Found]:
        """By step, what was done under this key; IdempotencyKeyReused as `run`."""
        known = select(IdempotencyKey.asked_mark, IdempotencyKey.result, IdempotencyKey.step).where(
            IdempotencyKey.whose_mark.in_(self.seal.marks(self._whose(viewer))),
            IdempotencyKey.key_mark.in_(self.seal.marks(self.key)),
            IdempotencyKey.expires_at > now(),
        )
        rows = connection.execute(known).all()
        asked = self.seal.marks(self._asked)
        if any(row.asked_mark not in asked for row in rows):
            raise IdempotencyKeyReused
        return {row.step: Found(self.seal, row.result) for row in rows}

    def _whose(self, viewer: Viewer) -> str:
        return viewer.id or f"address {self.address}"

    def _begin(self, session: orm.Session, viewer: Viewer, step: str) -> str:
        """Hold the key until the end of the transaction."""
        whose = self._whose(viewer)
        self._forget_expired(session, whose)
        self._keep_few(session, whose)
        id, instant = new_id(), now()
        session.execute(
            insert(IdempotencyKey).values(
                id=id,
                is_active=True,
                created_at=instant,
                updated_at=instant,
                user_id=viewer.id,
                whose_mark=self.seal.marks(whose)[0],
                key_mark=self.seal.marks(self.key)[0],
                step=step,
                asked_mark=self.seal.marks(self._asked)[0],
                expires_at=instant + LIFETIME,
            )
        )
        return id

    def _keep_few(self, session: orm.Session, whose: str) -> None:
        """LimitReached where somebody fills the store with what they will never ask for again."""
        theirs = select(func.count()).where(IdempotencyKey.whose_mark.in_(self.seal.marks(whose)))
        if session.execute(theirs).scalar_one() >= MOST_KEPT:
            sentence = f"{MOST_KEPT} results are kept for a day already; send this without a key."
            raise LimitReached(message=sentence, limit=MOST_KEPT)

    def _forget_expired(self, session: orm.Session, whose: str) -> None:
        """This one, and some of anybody's."""
        expired = (
            select(IdempotencyKey.id)
            .where(IdempotencyKey.expires_at <= now())
            .order_by(IdempotencyKey.expires_at)
            .limit(MOST_FORGOTTEN)
            .with_for_update(skip_locked=True)
        )
        for gone in (
            IdempotencyKey.id.in_(expired),
            (IdempotencyKey.whose_mark.in_(self.seal.marks(whose)))
            & (IdempotencyKey.expires_at <= now()),
        ):
            session.execute(
                delete(IdempotencyKey).where(gone).execution_options(synchronize_session=False)
            )

    @property
    def _asked(self) -> str:
        return json.dumps([self.field, self.arguments], default=str, sort_keys=True)
