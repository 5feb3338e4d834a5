"""Who is looking: all that a visibility rule may ask about."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false


@dataclass(frozen=True)
class Viewer:
    """A signed-in user in one of their sessions, or nobody."""

    id: str | None = None
    session_id: str | None = None
    is_super_admin: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.id is not None

    def owns(self, owner_id: Any) -> ColumnElement[bool]:
        """Whether the column `owner_id` names this viewer; it never names nobody."""
        return owner_id == self.id if self.is_signed_in else false()


ANONYMOUS = Viewer()
