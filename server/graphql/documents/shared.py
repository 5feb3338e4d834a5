"""The documents that many hosts share, in Redis, where they may fill no more than a room.

Redis lost, or full, means that clients send their documents again.
"""

import logging
import time
from pathlib import Path

from base.redis_link import RedisAway, RedisLink, connect
from server.graphql.documents.persisted import FIRST, REMEMBERED, MemoryStore, Room

log = logging.getLogger("aai.persisted")

NEW, KNOWN = Room(5_000, 4_000_000), Room(20_000, 16_000_000)
"""As in memory, for all hosts together; their sizes in bytes."""
CONFIRMED_SECONDS = 3600
"""Seconds after which Redis is told again that a document is in use."""
KEYS = [f"{{aai:persisted}}:{name}" for name in ("texts", "new", "known")]
"""The braces keep all three on one node of a cluster."""
SCRIPT = (Path(__file__).parent / "shared.lua").read_text("utf-8")


class RedisStore:
    """Texts in memory and, as far as it is there, in Redis."""

    def __init__(self, url: str, new: Room = NEW, known: Room = KNOWN) -> None:
        """Connect to nothing yet."""
        self._memory = MemoryStore()
        self._redis = connect(url)
        self._script = self._redis.register_script(SCRIPT)
        self._rooms = [new.documents, new.size, FIRST, known.documents, known.size, REMEMBERED]
        self._link = RedisLink(log, "persisted queries stay in memory")

    def knows(self, digest: str) -> bool:
        return self._memory.knows(digest)

    async def get(self, digest: str) -> str | None:
        kept = self._memory.find(digest)
        if kept is not None and time.monotonic() < kept.shared_until:
            return kept.text
        found = await self._ask("get", digest)
        if found is not None:
            kept = self._memory.adopt(digest, found)
        elif kept is not None:
            await self._ask("known", digest, kept.text)
        if kept is None:
            return None
        if self._link.is_up:
            kept.shared_until = time.monotonic() + CONFIRMED_SECONDS
        return kept.text

    async def put(self, digest: str, text: str) -> None:
        await self._memory.put(digest, text)
        await self._ask("new", digest, text)

    async def close(self) -> None:
        await self._redis.aclose()

    async def _ask(self, verb: str, digest: str, text: str = "") -> str | None:
        """What the script says; None while Redis is away."""
        try:
            found = await self._link.ask(
                lambda: self._script(KEYS, [verb, digest, text, *self._rooms])
            )
        except RedisAway:
            return None
        return None if found is None else str(found)
