"""The four kinds of viewers of a row."""

from db.models import User
from tests.support.make import Make

ANONYMOUS, OTHER, OWNER, ADMIN = KINDS = ("anonymous", "other", "owner", "super admin")

Tokens = dict[str, str | None]


def tokens(make: Make, owner: User) -> Tokens:
    """A token of each kind of viewer of what belongs to `owner`; an anonymous one has none."""
    return {
        ANONYMOUS: None,
        OTHER: make.token(make.user()),
        OWNER: make.token(owner),
        ADMIN: make.token(make.admin()),
    }
