"""Who is looking: all that a visibility rule may ask about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """A signed-in user in one of their sessions, or nobody."""

    id: str | None = None
    session_id: str | None = None
    is_super_admin: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.id is not None


ANONYMOUS = Viewer()
