"""Key files, and tokens signed without the help of the code under test."""

import base64
import hmac
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from db.types import new_id, now

Sign = Callable[[bytes], bytes]
PKCS8 = serialization.PrivateFormat.PKCS8
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
PEM = serialization.Encoding.PEM


@cache
def private_key(algorithm: str, name: str = "") -> Any:
    """A key of an algorithm, the same for the same name."""
    return Ed25519PrivateKey.generate() if algorithm == "EdDSA" else rsa(2048, name)


@cache
def rsa(bits: int, name: str = "") -> RSAPrivateKey:
    return generate_private_key(65537, bits)


def pem(key: Any, password: bytes | None = None) -> bytes:
    hidden = serialization.BestAvailableEncryption(password) if password else None
    return key.private_bytes(PEM, PKCS8, hidden or serialization.NoEncryption())


def public_pem(key: Any) -> bytes:
    return key.public_key().public_bytes(PEM, SPKI)


def folder(path: Path, **files: bytes) -> str:
    """A folder with these .pem files and no others."""
    path.mkdir(exist_ok=True)
    for old in path.iterdir():
        old.unlink()
    for name, content in files.items():
        (path / f"{name}.pem").write_bytes(content)
    return str(path)


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signer(key: Any) -> Sign:
    """Signs as the algorithm of a private key, or of a secret, does."""
    if isinstance(key, RSAPrivateKey):
        return lambda text: key.sign(text, padding.PKCS1v15(), hashes.SHA256())
    if isinstance(key, bytes):
        return lambda text: hmac.digest(key, text, "sha256")
    return key.sign


def forge(header: Any, claims: Any, sign: Sign) -> str:
    text = f"{encode(json.dumps(header).encode())}.{encode(json.dumps(claims).encode())}"
    return f"{text}.{encode(sign(text.encode()))}"


def claims(**changes: Any) -> dict[str, Any]:
    """A good token's claims; a changed one that is Ellipsis is left out."""
    times = {"iat": in_seconds(-60), "nbf": in_seconds(-60), "exp": in_seconds(60)}
    ids = {"sub": new_id(), "sid": new_id(), "jti": new_id()}
    all_claims = {"iss": "aai", "aud": "aai", **ids, **times, **changes}
    return {name: value for name, value in all_claims.items() if value is not ...}


def in_seconds(seconds: float) -> int:
    return int(now().timestamp() + seconds)
