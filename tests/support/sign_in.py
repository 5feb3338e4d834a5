"""Sessions with their tokens, opened past the API, and what has become of them."""

import datetime as dt

from sqlalchemy import update

from auth.sessions import Client, Issued
from db.models import RefreshToken, Session, User
from db.types import now
from tests.support.api import Api
from tests.support.rows import by_id


def sign_in(api: Api, user: User, client: Client | None = None) -> Issued:
    """A new session of a user, and its first refresh token."""
    sessions = api.services.sessions
    return api.run(
        api.services.database.write(lambda t: sessions.open(t, user.id, client or Client()))
    )


def access_token(api: Api, issued: Issued) -> str:
    return api.services.access_tokens.issue(issued.user_id, issued.session_id)


def sign_in_with_token(api: Api, user: User) -> tuple[Issued, str]:
    """A new session and an access token of it."""
    issued = sign_in(api, user)
    return issued, access_token(api, issued)


def session_of(api: Api, issued: Issued) -> Session:
    """The session as it is stored now."""
    return by_id(api, Session, issued.session_id)


def let_pass(api: Api, seconds: float) -> None:
    """Make every rotation of a refresh token so much older."""
    rotated = update(RefreshToken).where(RefreshToken.rotated_at.is_not(None))
    past = rotated.values(rotated_at=now() - dt.timedelta(seconds=seconds))
    api.run(api.services.database.write(lambda t: t.execute(past)))
