"""A password is the same on every keyboard: its NFKC is hashed, however it is typed."""

import asyncio
import base64
import hashlib
import unicodedata

import bcrypt
import pytest

from auth.password_strength import check_strength
from auth.passwords import Passwords
from base.errors import WeakPassword

TYPED = "A\u030angstro\u0308m \ufb01ne"
SPELLINGS = [unicodedata.normalize(form, TYPED) for form in ("NFC", "NFD", "NFKC", "NFKD")]


def hashed_as_typed(password: str) -> str:
    """What was stored before passwords were normalized."""
    digest = base64.b64encode(hashlib.sha256(password.encode()).digest())
    return bcrypt.hashpw(digest, bcrypt.gensalt(4)).decode()


@pytest.mark.parametrize("typed", SPELLINGS)
@pytest.mark.parametrize("chosen", SPELLINGS)
def test_a_password_is_known_in_every_spelling(
    passwords: Passwords, chosen: str, typed: str
) -> None:
    stored = passwords.hash_now(chosen)
    assert asyncio.run(passwords.verify(typed, stored))
    assert asyncio.run(passwords.strengthen(typed, stored)) == stored


def test_one_that_was_hashed_as_it_was_typed_is_known_and_hashed_anew(
    passwords: Passwords,
) -> None:
    stored = hashed_as_typed(TYPED)
    assert asyncio.run(passwords.verify(TYPED, stored))
    stronger = asyncio.run(passwords.strengthen(TYPED, stored))
    assert stronger != stored
    assert asyncio.run(passwords.verify(SPELLINGS[0], stronger))


def test_another_password_is_not_known(passwords: Passwords) -> None:
    assert not asyncio.run(passwords.verify("Angstrom fine", passwords.hash_now(TYPED)))


@pytest.mark.parametrize(
    "password", ["\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44", "e\u0301" * 7]
)
def test_strength_is_that_of_the_normalized_password(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(password, "ada", "ada@example.com")
