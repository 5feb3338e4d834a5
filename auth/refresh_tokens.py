"""Refresh tokens: derived from their session, generation and a server key.

Only hashes are stored. Because a token can be derived again, the successor of a rotated one
can be handed out twice: to two tabs, or to a retry after a lost answer.
"""

import base64
import binascii
import hashlib
import hmac
import struct
import uuid
from collections.abc import Iterator

_LAYOUT = struct.Struct(">16sI32s")  # session, generation, MAC


class RefreshTokens:
    """Derives and reads tokens with keys of their own, made from the server's secrets."""

    def __init__(self, secret: str, *previous: str) -> None:
        """`secret`: the server's, at least 32 bytes; tokens of `previous` ones are known too."""
        self._keys = [
            hmac.digest(each.encode(), b"aai refresh token", "sha256")
            for each in (secret, *previous)
        ]

    def derive(self, session_id: str, generation: int) -> str:
        """The token of a generation, the same for as long as the secret is."""
        return next(self.derive_all(session_id, generation))

    def derive_all(self, session_id: str, generation: int) -> Iterator[str]:
        """The token of a generation under each secret, the present one first."""
        family = uuid.UUID(session_id).bytes
        message = family + struct.pack(">I", generation)
        for key in self._keys:
            packed = _LAYOUT.pack(family, generation, hmac.digest(key, message, "sha256"))
            yield base64.urlsafe_b64encode(packed).decode().rstrip("=")

    def session_of(self, token: str) -> str | None:
        """The session of a token that this server made, None for any other text."""
        try:
            packed = base64.b64decode(
                token + "=" * (-len(token) % 4), altchars=b"-_", validate=True
            )
            family, generation, _ = _LAYOUT.unpack(packed)
        except (ValueError, binascii.Error, struct.error):
            return None
        session_id = str(uuid.UUID(bytes=family))
        # compared as text: base64 has several spellings of the same bytes
        is_ours = any(
            hmac.compare_digest(token.encode(), expected.encode())
            for expected in self.derive_all(session_id, generation)
        )
        return session_id if is_ours else None


def hash_token(token: str) -> str:
    """What is stored of a token: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
