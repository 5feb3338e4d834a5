"""The second factor of an account: an authenticator's secret, and codes for when it is lost."""

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import ASCII, Entity
from db.belonging import By
from db.derived import internal
from db.types import Id


class TwoFactor(Entity):
    """Of each account at most one: a secret that is on, and one that is not confirmed yet."""

    __tablename__ = "two_factors"
    belongs_to = By("user_id")
    __table_args__ = (UniqueConstraint("user_id"),)

    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"))
    secret: Mapped[str | None] = internal(String(255), nullable=True, info=ASCII)
    """Sealed (`auth.seal`), as the next one."""
    pending_secret: Mapped[str | None] = internal(String(255), nullable=True, info=ASCII)
    last_step: Mapped[int | None] = internal(Integer, nullable=True)
    """The time step of the newest code that was taken (RFC 6238 §5.2): each is good once."""


class RecoveryCode(Entity):
    """One that was not used yet; only its hash is kept."""

    __tablename__ = "recovery_codes"
    belongs_to = By("user_id")
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"))
    code_hash: Mapped[str] = internal(String(64), info=ASCII)
