"""What stays of a result under a key: no row but by its entity and id, and nothing shown once.

Whoever asks again reads each row anew, as they see it by then: nothing of it, where they do not.
"""

import io
import json
import logging
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Row, orm, select

from auth.freshness import require_fresh
from auth.seal import Broken, Seal
from base.errors import Conflict
from db.models import Entity
from db.viewer import Viewer

log = logging.getLogger("aai.idempotency")

Stand = tuple[type, str | None]
"""An entity and the id of its row, or what kind of secret was shown."""
LOST = "What this key did once cannot be answered again; look whether it is done."


class MadeAnew:
    """What a field comes to that is not kept: it is made again of what its transactions left."""


class ShownOnce:
    """Secrets that are shown when they are made; whoever asks again is told so, as a Conflict."""

    told: ClassVar[str]


@dataclass(frozen=True)
class Kept:
    """What is sealed of a result, and whether it was for fresh authentication alone."""

    pickled: bytes
    needs_fresh: bool

    @classmethod
    def of(cls, result: Any, *, needs_fresh: bool) -> "Kept":
        """LookupError for a row that was read apart from its entity: it cannot be read anew."""
        written = io.BytesIO()
        _Writer(written).dump(result)
        return cls(written.getvalue(), needs_fresh)

    def close(self, seal: Seal) -> str:
        return seal.close(json.dumps([self.needs_fresh, self.pickled.hex()]))

    @classmethod
    def open(cls, seal: Seal, sealed: str | None) -> "Kept":
        """It was sealed by this server, so nobody else made it; Conflict for one that is lost."""
        try:
            needs_fresh, pickled = json.loads(seal.open(sealed or ""))
            return cls(bytes.fromhex(pickled), needs_fresh)
        except Broken:
            raise Conflict(message=LOST) from None
        except (ValueError, TypeError):
            raise _of_other_code() from None

    def read(self, session: orm.Session, viewer: Viewer) -> Any:
        """The result as `viewer` may have it now.

        ReauthenticationRequired where the first answer needed it, Conflict for what is shown once.
        """
        if self.needs_fresh:
            require_fresh(session, viewer)
        asked: list[Stand] = []
        self._load(asked.append)
        rows = {stand: _row_of(stand, session, viewer) for stand in asked}
        return self._load(rows.__getitem__)

    def _load(self, find: Callable[[Stand], Any]) -> Any:
        try:
            return _Reader(self.pickled, find).load()
        except Exception:
            raise _of_other_code() from None


def _row_of(stand: Stand, session: orm.Session, viewer: Viewer) -> Entity | None:
    """The row, as a fresh read finds it."""
    kind, id = stand
    if issubclass(kind, ShownOnce):
        raise Conflict(message=kind.told)
    assert issubclass(kind, Entity)
    seen = select(kind).where(kind.id == id, kind.visible_to(viewer))
    return session.scalars(seen).one_or_none()


def _of_other_code() -> Conflict:
    log.exception("a result was stored by other code")
    return Conflict(message=LOST)


class _Writer(pickle.Pickler):
    def persistent_id(self, part: Any) -> Stand | None:
        """What stands for a part that is not kept itself."""
        if isinstance(part, Entity):
            return type(part), part.id
        if isinstance(part, ShownOnce):
            return type(part), None
        if isinstance(part, Row):
            raise LookupError("a row is kept by its entity: return what was written")
        return None


class _Reader(pickle.Unpickler):
    def __init__(self, pickled: bytes, find: Callable[[Stand], Any]) -> None:
        super().__init__(io.BytesIO(pickled))
        self._find = find

    def persistent_load(self, stand: Stand) -> Any:
        return self._find(stand)
