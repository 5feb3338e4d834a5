"""Hashes of passwords that another system made, verified until their owner first signs in here.

They are kept as they came, behind MARK, so that none of them can be taken for one of our own. What
one costs to verify is bounded when it is imported, or a file could make every sign-in take minutes.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable

import bcrypt
from cryptography.exceptions import InvalidKey, UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MARK = "{foreign}"
LONGEST_CHARACTERS = 255 - len(MARK)
MOST_BCRYPT_COST = 15
MOST_ARGON2_KIB, MOST_ARGON2_PASSES, MOST_ARGON2_LANES = 256 * 1024, 10, 16
MOST_PBKDF2_ROUNDS = 2_000_000
MOST_SCRYPT_BYTES, MOST_SCRYPT_LANES = 128 * 1024 * 1024, 4
BCRYPT_BYTES = 72
"""Bytes of a password that bcrypt reads; those who let it cut off the rest have hashes of these."""

BCRYPT = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}", re.ASCII)
ARGON2 = re.compile(
    r"\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,64}"
    r"\$[A-Za-z0-9+/]{16,88}",
    re.ASCII,
)
DJANGO = re.compile(r"pbkdf2_sha256\$(\d{1,7})\$([!-#%-~]{1,64})\$([A-Za-z0-9+/=]{44})", re.ASCII)
PASSLIB = re.compile(
    r"\$pbkdf2-sha256\$(\d{1,7})\$([A-Za-z0-9./]{1,64})\$([A-Za-z0-9./]{43})", re.ASCII
)
SCRYPT = re.compile(
    r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{1,64})\$([A-Za-z0-9+/]{43})",
    re.ASCII,
)
KNOWN = "bcrypt ($2b$…), argon2id ($argon2id$…), PBKDF2 (pbkdf2_sha256$…, $pbkdf2-sha256$…), scrypt"


def kept(text: str) -> str:
    """The hash as it is stored; ValueError, with a sentence, for one that cannot be verified."""
    for pattern, _, is_bounded in KINDS:
        if found := pattern.fullmatch(text):
            if len(text) > LONGEST_CHARACTERS or not is_bounded(found):
                raise ValueError("It would take too long to verify.")
            return MARK + text
    raise ValueError(f"It is no hash that is known here: {KNOWN}.")


def is_foreign(stored: str) -> bool:
    return stored.startswith(MARK)


def is_hash_of(password: str, stored: str) -> bool:
    """Whether `stored` is a hash of `password`; takes as long as its cost says."""
    text = stored.removeprefix(MARK)
    secret = password.encode()
    for pattern, verify, is_bounded in KINDS:
        if (found := pattern.fullmatch(text)) and is_bounded(found):
            return verify(found, secret)
    return False


def _bcrypt(found: re.Match[str], secret: bytes) -> bool:
    return bcrypt.checkpw(secret[:BCRYPT_BYTES], found[0].encode())


def _argon2(found: re.Match[str], secret: bytes) -> bool:
    try:
        Argon2id.verify_phc_encoded(secret, found[0])
    except (InvalidKey, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _django(found: re.Match[str], secret: bytes) -> bool:
    made = hashlib.pbkdf2_hmac("sha256", secret, found[2].encode(), int(found[1]))
    return hmac.compare_digest(base64.b64encode(made).decode(), found[3])


def _passlib(found: re.Match[str], secret: bytes) -> bool:
    """Its base64 has a dot for a plus, and no padding."""
    salt = _decoded(found[2].replace(".", "+"))
    made = hashlib.pbkdf2_hmac("sha256", secret, salt, int(found[1]))
    return hmac.compare_digest(made, _decoded(found[3].replace(".", "+")))


def _scrypt(found: re.Match[str], secret: bytes) -> bool:
    cost, size, lanes = int(found[1]), int(found[2]), int(found[3])
    made = hashlib.scrypt(
        secret,
        salt=_decoded(found[4]),
        n=1 << cost,
        r=size,
        p=lanes,
        maxmem=2 * MOST_SCRYPT_BYTES,
        dklen=32,
    )
    return hmac.compare_digest(made, _decoded(found[5]))


def _decoded(text: str) -> bytes:
    """Base64 whose padding was left out; nothing where it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        return b""


def _is_cheap_bcrypt(found: re.Match[str]) -> bool:
    return 4 <= int(found[1]) <= MOST_BCRYPT_COST


def _is_cheap_argon2(found: re.Match[str]) -> bool:
    kib, passes, lanes = (int(text) for text in found.groups())
    return (
        8 * lanes <= kib <= MOST_ARGON2_KIB
        and 1 <= passes <= MOST_ARGON2_PASSES
        and 1 <= lanes <= MOST_ARGON2_LANES
    )


def _is_cheap_pbkdf2(found: re.Match[str]) -> bool:
    return 1 <= int(found[1]) <= MOST_PBKDF2_ROUNDS


def _is_cheap_scrypt(found: re.Match[str]) -> bool:
    cost, size, lanes = (int(text) for text in found.groups()[:3])
    return (
        1 <= cost <= 30
        and size >= 1
        and 1 <= lanes <= MOST_SCRYPT_LANES
        and 128 * size << cost <= MOST_SCRYPT_BYTES
    )


Verify = Callable[[re.Match[str], bytes], bool]
KINDS: list[tuple[re.Pattern[str], Verify, Callable[[re.Match[str]], bool]]] = [
    (BCRYPT, _bcrypt, _is_cheap_bcrypt),
    (ARGON2, _argon2, _is_cheap_argon2),
    (DJANGO, _django, _is_cheap_pbkdf2),
    (PASSLIB, _passlib, _is_cheap_pbkdf2),
    (SCRYPT, _scrypt, _is_cheap_scrypt),
]
