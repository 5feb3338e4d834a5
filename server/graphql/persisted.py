"""The documents that clients persist as they go, by their hash: in memory, or in Redis for many."""

import logging
import time
from asyncio import wait_for
from collections import OrderedDict
from typing import Protocol

from redis.exceptions import RedisError

from resolvers.redis_client import TIMEOUT, connect

log = logging.getLogger("aai.persisted")

MOST_KEPT = 2_000_000
"""Characters of all documents that a process keeps, and of their hashes."""
REMEMBERED = 7 * 24 * 3600
"""Seconds that Redis keeps a document after it was last sent."""
REDIS_REST = 10.0
"""Seconds to leave Redis alone after it failed."""


class Store(Protocol):
    """Texts by their hash."""

    async def get(self, digest: str) -> str | None: ...

    async def put(self, digest: str, text: str) -> None: ...

    async def close(self) -> None: ...


class MemoryStore:
    """The texts of one process, the least recently used one forgotten first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()
        self.characters = 0

    async def get(self, digest: str) -> str | None:
        if digest in self._texts:
            self._texts.move_to_end(digest)
        return self._texts.get(digest)

    async def put(self, digest: str, text: str) -> None:
        if await self.get(digest) is not None:
            return
        self._texts[digest] = text
        self.characters += len(digest) + len(text)
        while self.characters > MOST_KEPT:
            self.characters -= sum(map(len, self._texts.popitem(last=False)))

    async def close(self) -> None:
        """Nothing to let go of."""


class RedisStore:
    """The texts of many hosts. Redis lost means that clients send their documents again."""

    def __init__(self, url: str) -> None:
        """Connect to nothing yet."""
        self._memory = MemoryStore()
        self._redis = connect(url)
        self._rests_until = 0.0

    async def get(self, digest: str) -> str | None:
        text = await self._memory.get(digest)
        if text is None and self._is_awake:
            try:
                found = await wait_for(self._redis.get(_key(digest)), TIMEOUT)
            except (RedisError, OSError, TimeoutError) as error:
                self._rest(error)
                return None
            if found is not None:
                text = str(found)
                await self._memory.put(digest, text)
        return text

    async def put(self, digest: str, text: str) -> None:
        await self._memory.put(digest, text)
        if self._is_awake:
            try:
                kept = self._redis.set(_key(digest), text, ex=REMEMBERED)
                await wait_for(kept, TIMEOUT)
            except (RedisError, OSError, TimeoutError) as error:
                self._rest(error)

    async def close(self) -> None:
        await self._redis.aclose()

    @property
    def _is_awake(self) -> bool:
        return time.monotonic() >= self._rests_until

    def _rest(self, error: Exception) -> None:
        self._rests_until = time.monotonic() + REDIS_REST
        log.warning("Redis is away; persisted queries stay in memory: %s", type(error).__name__)


def _key(digest: str) -> str:
    return f"aai:persisted:{digest}"
