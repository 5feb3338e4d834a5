"""The four kinds of viewers of a row."""

from db.models import User
from tests.support.make import Make

ANONYMOUS, OTHER, OWNER, ADMIN = KINDS = ("anonymous", "other", "owner", "super admin")


def token_of(make: Make, owner: User, viewer: str) -> str | None:
    """A token of a kind of viewer of what belongs to `owner`; an anonymous one has none."""
    match viewer:
        case "anonymous":
            return None
        case "other":
            return make.token(make.user())
        case "super admin":
            return make.token(make.admin())
    return make.token(owner)
