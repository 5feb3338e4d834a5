"""The pictures of profiles: which files there are beside the database, and how long they stay."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import ASCII, Entity
from db.belonging import Through
from db.profile import Profile
from db.types import Id


class Picture(Entity):
    """A file, from before it is written until after it is removed: none is ever forgotten."""

    __tablename__ = "pictures"
    belongs_to = Through("profile")
    __table_args__ = (UniqueConstraint("name"), Index(None, "profile_id"), Index(None, "remove_at"))

    profile_id: Mapped[str | None] = mapped_column(Id, ForeignKey("profiles.id"))
    """Whose it is; nobody's once it was let go of."""
    name: Mapped[str] = mapped_column(String(60), info=ASCII)
    remove_at: Mapped[dt.datetime | None]
    """When the file goes; none for the picture that a profile shows."""

    profile: Mapped[Profile | None] = relationship(lazy="raise")
