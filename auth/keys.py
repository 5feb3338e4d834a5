"""Signing keys: one that signs access tokens, and all that verify them, each found by its kid.

A key is good for one algorithm, whatever the header of a token says (RFC 8725 §3.1).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

Algorithm = Literal["HS256", "EdDSA", "RS256"]
SHORTEST_RSA_BITS = 2048
"""Bits, RFC 7518 §3.3."""


@dataclass(frozen=True)
class Key:
    """Verifies, and signs where it has a private half; a secret is both halves."""

    kid: str
    algorithm: Algorithm
    public: str | Ed25519PublicKey | RSAPublicKey = field(repr=False)
    private: str | Ed25519PrivateKey | RSAPrivateKey | None = field(default=None, repr=False)
    jwk: dict[str, str] | None = field(default=None, repr=False)


class Keys:
    """The keys of a server; kept in memory, read once at the start."""

    def __init__(self, signing: Key, verifying: Sequence[Key] = ()) -> None:
        """`signing` verifies too, and needs its private half."""
        self.signing = signing
        self._by_kid = {key.kid: key for key in (*verifying, signing)}

    @classmethod
    def from_secrets(cls, secret: str, *previous: str) -> Self:
        """HS256: `secret` signs."""
        return cls(_symmetric(secret), [_symmetric(other) for other in previous])

    @classmethod
    def from_folder(cls, algorithm: Algorithm, folder: str) -> Self:
        """EdDSA or RS256: the last private key by file name signs.

        Raises ValueError, which names the file that is wrong and quotes nothing from it.
        """
        if not folder:
            raise ValueError(f"JWT_KEYS must name a folder of .pem files for {algorithm}")
        try:
            paths = sorted(path for path in Path(folder).iterdir() if path.suffix == ".pem")
        except (OSError, ValueError):
            raise ValueError("JWT_KEYS is no folder that can be read") from None
        keys = [_read(path, algorithm) for path in paths]
        private = [key for key in keys if key.private]
        if not private:
            raise ValueError("JWT_KEYS has no .pem file with a private key")
        return cls(private[-1], keys)

    def find(self, kid: object) -> Key | None:
        """The key that a header names: a look-up, never a path or an address."""
        return self._by_kid.get(kid) if isinstance(kid, str) else None

    def published(self) -> dict[str, list[dict[str, str]]]:
        """The public keys as a JWK Set, RFC 7517 §5; secrets have no place in it."""
        return {
            "keys": [
                {**key.jwk, "kid": key.kid, "use": "sig", "alg": key.algorithm}
                for key in self._by_kid.values()
                if key.jwk
            ]
        }


def _symmetric(secret: str) -> Key:
    """No RFC 7638 thumbprint: §7 warns of publishing a digest of nothing but the secret."""
    kid = hashlib.sha256(b"aai key id" + secret.encode()).hexdigest()[:16]
    return Key(kid, "HS256", public=secret, private=secret)


def _read(path: Path, algorithm: Algorithm) -> Key:
    try:
        pem = path.read_bytes()
        private = load_pem_private_key(pem, None) if b"PRIVATE KEY-----" in pem else None
        public = private.public_key() if private else load_pem_public_key(pem)
    except (OSError, TypeError, ValueError, UnsupportedAlgorithm):
        raise ValueError(f"JWT_KEYS: {path.name} is no PEM file without a password") from None
    if pem.count(b"-----BEGIN ") != 1:
        raise ValueError(f"JWT_KEYS: {path.name} holds more than one key")
    if algorithm == "EdDSA":
        if not isinstance(public, Ed25519PublicKey):
            raise ValueError(f"JWT_KEYS: {path.name} is no Ed25519 key")
        assert private is None or isinstance(private, Ed25519PrivateKey)
        jwk = OKPAlgorithm.to_jwk(public, as_dict=True)
        return _asymmetric(algorithm, public, private, {n: jwk[n] for n in ("kty", "crv", "x")})
    if not isinstance(public, RSAPublicKey) or public.key_size < SHORTEST_RSA_BITS:
        raise ValueError(
            f"JWT_KEYS: {path.name} is no RSA key of at least {SHORTEST_RSA_BITS} bits"
        )
    assert private is None or isinstance(private, RSAPrivateKey)
    jwk = RSAAlgorithm.to_jwk(public, as_dict=True)
    return _asymmetric(algorithm, public, private, {n: jwk[n] for n in ("kty", "n", "e")})


def _asymmetric(
    algorithm: Algorithm,
    public: Ed25519PublicKey | RSAPublicKey,
    private: Ed25519PrivateKey | RSAPrivateKey | None,
    jwk: dict[str, str],
) -> Key:
    """The kid is the RFC 7638 thumbprint: the same wherever the key is read."""
    canonical = json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode()
    kid = base64url_encode(hashlib.sha256(canonical).digest()).decode()
    return Key(kid, algorithm, public, private, jwk)
