"""Access tokens: JWTs as RFC 9068 describes them, good for minutes."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import jwt

from auth.keys import Keys
from base.recent import Recent
from db.types import new_id, now, parse_id

TYPE = "at+jwt"
HEADERS = {"alg", "typ", "kid"}
LEEWAY = dt.timedelta(seconds=30)
TEXTS = ("iss", "aud", "sub", "sid", "jti")
TIMES = ("iat", "nbf", "exp")
MOST_VERIFIED = 10_000
"""Tokens whose signature is remembered, of a kilobyte at most each; others are checked again."""
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Claims:
    """What a valid token says: whose it is and in which session it was given out."""

    user_id: str
    session_id: str
    expires_at: dt.datetime = field(default=NEVER, compare=False)

    @property
    def has_expired(self) -> bool:
        """Whether the token is no longer good, clocks that differ a little allowed for."""
        return self.expires_at + LEEWAY <= dt.datetime.now(dt.UTC)


class AccessTokens:
    """Signs with one key, and verifies with the key that a token names."""

    def __init__(self, keys: Keys, *, issuer: str, audience: str, lifetime: dt.timedelta) -> None:
        """`issuer` and `audience`: what tokens must say they are from and for."""
        self.keys = keys
        self._issuer = issuer
        self._audience = audience
        self.lifetime = lifetime
        self._verified: Recent[str, Claims] = Recent(MOST_VERIFIED)

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
        key = self.keys.signing
        assert key.private is not None
        headers = {"typ": TYPE, "kid": key.kid}
        return jwt.encode(claims, key.private, key.algorithm, headers)

    def verify(self, token: str) -> Claims | None:
        """The claims of a valid token, or None for any other text.

        A signature is checked once and remembered by the whole token: what was true of it stays
        true until it expires. Whether its session still is, is asked elsewhere, each time.
        """
        claims = self._verified.get(token)
        if claims is None:
            claims = self._verify(token)
            if claims is not None:
                self._verified.put(token, claims)
        elif claims.has_expired:
            self._verified.forget(token)
            return None
        return claims

    def _verify(self, token: str) -> Claims | None:
        """As `verify`, by the token alone.

        `kid` leads to a key of ours or nowhere, and `alg` must be what that key is for. We sign no
        other header but `typ`: `jku`, `jwk`, `x5c` or `crit` are a forger's, and not looked at.
        """
        try:
            header = jwt.get_unverified_header(token)
            key = self.keys.find(header.get("kid"))
            if key is None or header.keys() != HEADERS or header["typ"] != TYPE:
                return None
            claims = jwt.decode(
                token,
                key.public,
                algorithms=[key.algorithm],
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY,
                options={"require": [*TEXTS, *TIMES]},
            )
            if not all(isinstance(claims[name], str) for name in TEXTS):
                return None
            if not all(type(claims[name]) is int for name in TIMES):
                return None
            expires_at = dt.datetime.fromtimestamp(claims["exp"], dt.UTC)
            return Claims(parse_id(claims["sub"]), parse_id(claims["sid"]), expires_at)
        except (jwt.PyJWTError, ValueError, OverflowError):
            return None
