"""Access tokens: JWTs as RFC 9068 describes them, good for minutes."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import jwt

from db.types import new_id, now, parse_id

TYPE = "at+jwt"
LEEWAY = dt.timedelta(seconds=30)
REQUIRED = ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp"]


@dataclass(frozen=True)
class Claims:
    """What a valid token says: whose it is and in which session it was given out."""

    user_id: str
    session_id: str


class AccessTokens:
    """Signs and verifies with one secret (HS256)."""

    algorithm = "HS256"

    def __init__(self, secret: str, *, issuer: str, audience: str, lifetime: dt.timedelta) -> None:
        """`secret`: at least 32 bytes, RFC 7518 §3.2."""
        self._secret = secret
        self._kid = hashlib.sha256(b"aai key id" + secret.encode()).hexdigest()[:16]
        self._issuer = issuer
        self._audience = audience
        self.lifetime = lifetime

    def issue(self, user_id: str, session_id: str) -> str:
        """A signed token for a user in a session."""
        issued = now()
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": user_id,
            "sid": session_id,
            "jti": new_id(),
            "iat": issued,
            "nbf": issued,
            "exp": issued + self.lifetime,
        }
        return jwt.encode(
            claims, self._secret, self.algorithm, headers={"typ": TYPE, "kid": self._kid}
        )

    def verify(self, token: str) -> Claims | None:
        """The claims of a valid token, or None for any other text."""
        try:
            decoded = jwt.decode_complete(
                token,
                self._secret,
                algorithms=[self.algorithm],
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY,
                options={"require": REQUIRED},
            )
        except (jwt.PyJWTError, ValueError):
            return None
        claims = decoded["payload"]
        if decoded["header"].get("typ") != TYPE or decoded["header"].get("kid") != self._kid:
            return None
        try:
            return Claims(parse_id(claims["sub"]), parse_id(claims["sid"]))
        except (AttributeError, TypeError, ValueError):
            return None
