"""What contacts and jobs share: they are part of a profile, which is locked before they change."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from db.base import Entity
from db.belonging import Through
from db.profile import Profile
from db.types import Id


class Detail(Entity):
    """Whoever follows the profile is told of it."""

    __abstract__ = True
    belongs_to = Through("profile")
    topic = Profile.topic

    profile_id: Mapped[str] = mapped_column(Id, ForeignKey("profiles.id"))

    @declared_attr
    def profile(self) -> Mapped[Profile]:
        return relationship(lazy="raise")
