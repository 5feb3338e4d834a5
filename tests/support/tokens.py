"""Access tokens that are not as the server made them."""

import datetime as dt

import jwt

from tests.conftest import SECRET


def expiring(token: str, seconds: int) -> str:
    """The same token, with only a few seconds left."""
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(token, options={"verify_signature": False})
    claims["exp"] = int(dt.datetime.now(dt.UTC).timestamp()) + seconds
    return jwt.encode(claims, SECRET, "HS256", {"typ": header["typ"], "kid": header["kid"]})
