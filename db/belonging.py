"""Whose a row is, said once by its entity, for whoever changes it, records it or tells of it.

class Profile(Entity):
belongs_to = By("user_id")

class Contact(Entity):
belongs_to = Through("profile")
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, orm, select

from db.viewer import Viewer


@dataclass(frozen=True)
class By:
    """It is the user's whose id the column holds."""

    column: str

    def owned_by(self, entity: Any, viewer: Viewer) -> ColumnElement[bool]:
        """Which rows of `entity` are the viewer's own."""
        return viewer.owns(getattr(entity, self.column))

    def rows_of(self, entity: Any, user_id: str) -> ColumnElement[bool]:
        """Which rows of `entity` are a user's, whoever looks."""
        own: ColumnElement[bool] = getattr(entity, self.column) == user_id
        return own

    def owner_of(self, row: Any, _session: orm.Session) -> str | None:
        """The id of the user whose a row is."""
        owner: str | None = getattr(row, self.column)
        return owner


@dataclass(frozen=True)
class Through:
    """It is part of the row that a relationship leads to by the column `<relationship>_id`."""

    relationship: str

    def owned_by(self, entity: Any, viewer: Viewer) -> ColumnElement[bool]:
        """Which rows of `entity` are the viewer's own."""
        whole = self._whole(entity)
        own: ColumnElement[bool] = whole.belongs_to.owned_by(whole, viewer)
        found: ColumnElement[bool] = getattr(entity, self.relationship).has(own)
        return found

    def rows_of(self, entity: Any, user_id: str) -> ColumnElement[bool]:
        """Which rows of `entity` are a user's, whoever looks; by an index, not one by one."""
        whole = self._whole(entity)
        own = select(whole.id).where(whole.belongs_to.rows_of(whole, user_id))
        found: ColumnElement[bool] = getattr(entity, f"{self.relationship}_id").in_(own)
        return found

    def owner_of(self, row: Any, session: orm.Session) -> str | None:
        """The id of the user whose a row is."""
        whole = self._whole(type(row))
        owner = getattr(whole, whole.belongs_to.column)
        its_whole = whole.id == getattr(row, f"{self.relationship}_id")
        found: str | None = session.scalars(select(owner).where(its_whole)).one()
        return found

    def _whole(self, entity: Any) -> Any:
        """The entity that it is part of."""
        return getattr(entity, self.relationship).property.mapper.class_


@dataclass(frozen=True)
class ToNobody:
    """It is part of no account: its entity says itself who else than super admins may change it."""

    def owned_by(self, _entity: Any, _viewer: Viewer) -> ColumnElement[bool]:
        """None are."""
        return false()

    def rows_of(self, _entity: Any, _user_id: str) -> ColumnElement[bool]:
        """None are."""
        return false()

    def owner_of(self, _row: Any, _session: orm.Session) -> str | None:
        """Nobody."""
        return None


Belonging = By | Through | ToNobody
