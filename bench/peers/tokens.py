"""Access tokens of ours, as it gives them out itself: for sessions that data.py has opened."""

import datetime as dt

from auth.access_tokens import AccessTokens
from auth.keys import Keys
from bench.peers.data import session_of

SECRET = "5c1f90aa7be2d3844d6e0f1b2c93a7586af0e4d1937bc8256e01fda9c4b87320"
_maker = AccessTokens(
    Keys.from_secrets(SECRET), issuer="aai", audience="aai", lifetime=dt.timedelta(hours=6)
)


def token_of(user_id: str) -> str:
    return _maker.issue(user_id, session_of(user_id))
