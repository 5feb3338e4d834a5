"""Passwords: bcrypt over a SHA-256 pre-hash, computed in threads of its own.

Every keyboard spells some letters its own way: a password is its NFKC (NIST SP 800-63B §3.1.1.2).

bcrypt reads 72 bytes at most and stops at a NUL; hashing first lets every byte of a long
password count (OWASP Password Storage Cheat Sheet, "Pre-Hashing Passwords with bcrypt").
"""

import asyncio
import base64
import hashlib
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import bcrypt
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from db.errors import Invalid, RateLimited, WeakPassword
from db.text import cut, is_storable, normalize, unique_key

T = TypeVar("T")
BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}", re.ASCII)
"""A hash that bcrypt made; nobody can sign in to an account that has another."""
COMMON = frozenset(unique_key(password) for password in FREQUENCY_LISTS["passwords"])
"""Thirty thousand passwords that everybody tries first."""
MOST_WAITING = 24
"""Hashes under way or waiting for a core, for each core; more are refused."""
RETRY_AFTER = 5
"""Seconds in which the waiting ones are done."""
SHORTEST = 8
LONGEST = 1024


def check_strength(password: str, *identity: str, path: str = "password") -> None:
    """Refuse a password that is unusable (Invalid) or easily guessed (WeakPassword)."""
    check_usable(password, path)
    if len(normalize("NFKC", password)) < SHORTEST:
        raise WeakPassword(path, message=f"Use at least {SHORTEST} characters.")
    if unique_key(password) in {unique_key(cut(text, LONGEST)) for text in identity}:
        raise WeakPassword(path, message="Do not use your username or email as the password.")
    if unique_key(password) in COMMON:
        raise WeakPassword(path, message="This is one of the passwords that everybody tries first.")


def check_usable(password: str, path: str = "password") -> None:
    """Refuse what cannot be hashed, before it is hashed: Invalid."""
    if len(password) > LONGEST:
        raise Invalid(path, message=f"Use at most {LONGEST} characters.")
    if "\x00" in password:
        raise Invalid(path, message="A password cannot contain the character NUL.")
    if not is_storable(password):
        raise Invalid(path, message="This is not valid Unicode text.")


class Passwords:
    """Hashes and verifies, at most as many at once as there are cores."""

    def __init__(self, rounds: int) -> None:
        """`rounds`: the cost of a new hash, 4 to 31, as a power of two."""
        self._rounds = rounds
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="bcrypt")
        self._most_waiting = MOST_WAITING * (os.cpu_count() or 1)
        self._waiting = 0
        self._decoy = self.hash_now("a password that nobody has")

    def hash_now(self, password: str) -> str:
        """The hash, computed in this thread."""
        return bcrypt.hashpw(_prepare(password), bcrypt.gensalt(self._rounds)).decode()

    async def hash(self, password: str) -> str:
        """The hash to store, at most 60 characters; RateLimited when too many are waiting."""
        return await self._run(self.hash_now, password)

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether `password` has the hash `stored`; as much work where there is none."""
        usable = stored is not None and BCRYPT.fullmatch(stored) is not None
        hashed = stored if usable and stored else self._decoy
        matches = await self._run(self._matches, password, hashed)
        return matches and usable

    def _matches(self, password: str, hashed: str) -> bool:
        """As much work for a wrong password under an older, cheaper hash as under a new one."""
        matches = any(bcrypt.checkpw(each, hashed.encode()) for each in _spellings(password))
        if not matches:
            for cost in range(_cost(hashed), self._rounds):  # 2^c + 2^c + ... + 2^(r-1) = 2^r
                bcrypt.hashpw(_prepare(password), bcrypt.gensalt(cost))
        return matches

    async def strengthen(self, password: str, stored: str) -> str:
        """The hash `stored` of `password`, or a new one where it was made in another way.

        The cost has been raised since, or it is of the password as it was typed.
        """
        is_old = _cost(stored) < self._rounds or (
            len(_spellings(password)) > 1
            and not await self._run(bcrypt.checkpw, _prepare(password), stored.encode())
        )
        return await self.hash(password) if is_old else stored

    async def _run(self, work: Callable[..., T], *args: Any) -> T:
        if self._waiting >= self._most_waiting:
            raise RateLimited(retryAfter=RETRY_AFTER)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)
        finally:
            self._waiting -= 1

    def dispose(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)


def _cost(hashed: str) -> int:
    return int(hashed.split("$")[2])


def _prepare(password: str) -> bytes:
    return _digest(normalize("NFKC", password))


def _spellings(password: str) -> list[bytes]:
    """What may have been hashed: the NFKC, or the password as it was typed before that was so."""
    return [*dict.fromkeys((_prepare(password), _digest(password)))]


def _digest(text: str) -> bytes:
    return base64.b64encode(hashlib.sha256(text.encode()).digest())
