"""Which passwords are refused, in words for whoever chose them."""

from array import array
from bisect import bisect_left
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

from auth.passwords import PUBLISHED
from base.errors import Invalid, WeakPassword
from base.problem import ErrorReason
from base.text import cut, is_storable, normalize, unique_key

SHORTEST_CHARACTERS = 8
LONGEST_CHARACTERS = 1024


def common() -> set[str]:
    """Thirty thousand passwords that everybody tries first.

    Their file is read without the package around it, which would keep 12 MB that nobody asks for.
    """
    package = find_spec("zxcvbn")
    assert package is not None
    assert package.origin is not None
    lists = run_path(str(Path(package.origin).with_name("frequency_lists.py")))["FREQUENCY_LISTS"]
    return {unique_key(each) for each in (*lists["passwords"], *PUBLISHED)}


def _digest(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())


COMMON = array("Q", sorted(map(_digest, common())))
"""In order, and eight bytes for each; as a set of texts they took 4 MB."""


def _is_common(password: str) -> bool:
    digest = _digest(unique_key(password))
    index = bisect_left(COMMON, digest)
    return index < len(COMMON) and COMMON[index] == digest


def check_strength(password: str, *identity: str, path: str = "password") -> None:
    """Refuse a password that is unusable (Invalid) or easily guessed (WeakPassword)."""
    check_usable(password, path)
    if len(normalize("NFKC", password)) < SHORTEST_CHARACTERS:
        sentence = f"Use at least {SHORTEST_CHARACTERS} characters."
        reason, limit = ErrorReason.TOO_SHORT, SHORTEST_CHARACTERS
        raise WeakPassword(path, message=sentence, reason=reason, limit=limit)
    if unique_key(password) in {unique_key(cut(text, LONGEST_CHARACTERS)) for text in identity}:
        sentence = "Do not use your username or email as the password."
        raise WeakPassword(path, message=sentence, reason=ErrorReason.CONTAINS_NAME)
    if _is_common(password):
        sentence = "This is one of the passwords that everybody tries first."
        raise WeakPassword(path, message=sentence, reason=ErrorReason.COMMON)


def check_usable(password: str, path: str = "password") -> None:
    """Refuse what cannot be hashed, before it is hashed: Invalid."""
    if len(password) > LONGEST_CHARACTERS:
        sentence = f"Use at most {LONGEST_CHARACTERS} characters."
        reason, limit = ErrorReason.TOO_LONG, LONGEST_CHARACTERS
        raise Invalid(path, message=sentence, reason=reason, limit=limit)
    if "\x00" in password:
        sentence = "A password cannot contain the character NUL."
        raise Invalid(path, message=sentence, reason=ErrorReason.CHARACTERS)
    if not is_storable(password):
        sentence = "This is not valid Unicode text."
        raise Invalid(path, message=sentence, reason=ErrorReason.CHARACTERS)
