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

from auth import foreign_hashes
from auth.turns import Caller, Turns
from base.text import normalize

T = TypeVar("T")
BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}", re.ASCII)
"""A hash that bcrypt made; nobody can sign in to an account that has another."""
NOBODYS = "!"
"""In place of a hash: no password has it."""
PUBLISHED = frozenset({"aai-demo-admin", "aai-demo-maria"})
"""The passwords of the demo set, which everybody can read; in production they sign nobody in."""
MOST_WAITING = 24
"""Hashes that wait for a core, for each core: as many of the known, and of strangers."""
ANYBODY = Caller()


def is_hash_of(password: str, stored: str) -> bool:
    """Whether `stored` is a hash of `password`, computed in this thread."""
    usable = BCRYPT.fullmatch(stored) is not None
    return usable and bcrypt.checkpw(_prepare(password), stored.encode())


class Passwords:
    """Hashes and verifies, at most as many at once as there are cores; who asks has to wait."""

    def __init__(self, rounds: int, refused: frozenset[str] = frozenset()) -> None:
        """`rounds`: the cost of a new hash, 4 to 16, as a power of two.

        `refused`: passwords that never verify, whoever has them.
        """
        cores = os.cpu_count() or 1
        self._rounds = rounds
        self._refused = refused
        self._threads = ThreadPoolExecutor(cores, thread_name_prefix="bcrypt")
        self._turns = Turns(cores, MOST_WAITING * cores)
        self._decoy = self.hash_now("a password that nobody has")

    def hash_now(self, password: str) -> str:
        """The hash, computed in this thread."""
        return bcrypt.hashpw(_prepare(password), bcrypt.gensalt(self._rounds)).decode()

    async def hash(self, password: str, caller: Caller = ANYBODY) -> str:
        """The hash to store, at most 60 characters; RateLimited when too many are waiting."""
        return await self._run(caller, self.hash_now, password)

    async def verify(self, password: str, stored: str | None, caller: Caller = ANYBODY) -> bool:
        """Whether `password` has the hash `stored`; as much work where there is none."""
        usable = stored is not None and (
            BCRYPT.fullmatch(stored) is not None or foreign_hashes.is_foreign(stored)
        )
        hashed = stored if usable and stored else self._decoy
        matches = await self._run(caller, self._matches, password, hashed)
        return matches and usable and normalize("NFKC", password) not in self._refused

    def _matches(self, password: str, hashed: str) -> bool:
        """As much work for a wrong password under an older, cheaper hash as under a new one.

        Under a hash of another system it is that system's work, until its owner has signed in.
        """
        if foreign_hashes.is_foreign(hashed):
            spelled = dict.fromkeys((password, normalize("NFKC", password)))
            return any(foreign_hashes.is_hash_of(each, hashed) for each in spelled)
        matches = any(bcrypt.checkpw(each, hashed.encode()) for each in _spellings(password))
        if not matches:
            for cost in range(_cost(hashed), self._rounds):  # 2^c + 2^c + ... + 2^(r-1) = 2^r
                bcrypt.hashpw(_prepare(password), bcrypt.gensalt(cost))
        return matches

    async def strengthen(self, password: str, stored: str, caller: Caller = ANYBODY) -> str:
        """The hash `stored` of `password`, or a new one where it was made in another way.

        The cost has been raised since, it is of the password as it was typed, or another
        system's.
        """
        if foreign_hashes.is_foreign(stored):
            return await self.hash(password, caller)
        is_old = _cost(stored) < self._rounds or (
            len(_spellings(password)) > 1
            and not await self._run(caller, bcrypt.checkpw, _prepare(password), stored.encode())
        )
        return await self.hash(password, caller) if is_old else stored

    async def _run(self, caller: Caller, work: Callable[..., T], *args: Any) -> T:
        await self._turns.take(caller)
        running = asyncio.get_running_loop().run_in_executor(self._threads, work, *args)
        running.add_done_callback(lambda _: self._turns.give())
        return await asyncio.shield(running)  # a thread works on when nobody waits for it any more

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
