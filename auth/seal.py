"""What is stored and must be read again, but by this server alone: sealed with its secret."""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE, MARKS = b"aai seal", b"aai marks"


class Broken(Exception):
    """The text was sealed with a secret that this server does not have, or is none of its own."""


class Seal:
    """Seals with a key made from the newest secret, and opens what any of them has sealed."""

    def __init__(self, secret: str, *previous: str) -> None:
        """`secret`: the server's, at least 32 bytes."""
        self._keys = MultiFernet([Fernet(_key(each)) for each in (secret, *previous)])
        self._mark_keys = [_key(each, MARKS) for each in (secret, *previous)]

    def marks(self, text: str) -> list[str]:
        """By what a text is known again that is not stored, with the newest secret first."""
        data = text.encode("utf-8", "surrogatepass")
        return [hmac.digest(key, data, "sha256").hex() for key in self._mark_keys]

    def close(self, text: str) -> str:
        """The text as it may be stored."""
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text that was sealed; Broken where that cannot be told."""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken:
            raise Broken from None


def _key(secret: str, purpose: bytes = PURPOSE) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
