"""Which passwords are refused, in words for whoever chose them."""

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from auth.passwords import PUBLISHED
from base.errors import Invalid, WeakPassword
from base.problem import ErrorReason
from base.text import cut, is_storable, normalize, unique_key

COMMON = frozenset(unique_key(each) for each in (*FREQUENCY_LISTS["passwords"], *PUBLISHED))
"""Thirty thousand passwords that everybody tries first."""
SHORTEST_CHARACTERS = 8
LONGEST_CHARACTERS = 1024


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
    if unique_key(password) in COMMON:
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
