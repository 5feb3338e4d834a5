"""Documents that are asked for by their hash: persisted as they come, or trusted beforehand.

Persisted queries follow Apollo's protocol: a client sends the SHA-256 of a document, and the
document itself only if the server does not know it yet. Trusted documents are written down when a
client is built, and asked for by `documentId` (GraphQL over HTTP, "Persisted Documents").
"""

import hashlib
import logging
import time
from asyncio import wait_for
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from redis.exceptions import RedisError

from resolvers.redis_client import TIMEOUT, connect
from server.errors import misnamed, not_persisted, persisting_refused, untrusted
from server.requests import Asked
from server.settings import Settings

log = logging.getLogger("aai.persisted")

LONGEST_KEPT = 20_000
"""Characters of a document that is worth keeping."""
MOST_KEPT = 2_000_000
"""Characters of all documents that a process keeps."""
REMEMBERED = 7 * 24 * 3600
"""Seconds that Redis keeps a document after it was last sent."""
REDIS_REST = 10.0
PREFIX = "sha256:"


class Store(Protocol):
    """Texts by their hash."""

    async def get(self, digest: str) -> str | None: ...

    async def put(self, digest: str, text: str) -> None: ...


class MemoryStore:
    """The texts of one process, the least recently used one forgotten first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._characters = 0

    async def get(self, digest: str) -> str | None:
        if digest in self._texts:
            self._texts.move_to_end(digest)
        return self._texts.get(digest)

    async def put(self, digest: str, text: str) -> None:
        if digest in self._texts:
            return
        self._texts[digest] = text
        self._characters += len(text)
        while self._characters > MOST_KEPT:
            _, forgotten = self._texts.popitem(last=False)
            self._characters -= len(forgotten)


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
                found = await wait_for(self._redis.get(f"aai:persisted:{digest}"), TIMEOUT)
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
                kept = self._redis.set(f"aai:persisted:{digest}", text, ex=REMEMBERED)
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


class Library:
    """Finds the document of a request."""

    def __init__(
        self, store: Store | None, trusted: Mapping[str, str], *, only_trusted: bool = False
    ) -> None:
        """`store`: where clients persist documents, None for nowhere; `trusted`: by their id."""
        self._store = store
        self._trusted = {**trusted, **{_digest(text): text for text in trusted.values()}}
        self._only_trusted = only_trusted

    async def find(self, asked: Asked) -> Asked:
        """`asked` with its document; a GraphQLError where there is none, or not the one it says."""
        if asked.document_id is not None:
            text = self._trusted.get(asked.document_id.removeprefix(PREFIX))
            if text is None:
                raise not_persisted()
            return replace(asked, query=text)
        if asked.persisted is not None:
            return await self._persisted(asked, _hash_of(asked.persisted))
        if self._only_trusted and _digest(asked.query or "") not in self._trusted:
            raise untrusted()
        return asked

    async def _persisted(self, asked: Asked, digest: str) -> Asked:
        if digest in self._trusted:
            return replace(asked, query=self._trusted[digest])
        if self._only_trusted:
            raise untrusted() if asked.query else not_persisted()
        if self._store is None:
            raise persisting_refused("Send the document itself: nothing is persisted here.")
        if asked.query:
            if _digest(asked.query) != digest:
                raise misnamed("`sha256Hash` is not the hash of `query`.")
            return asked
        text = await self._store.get(digest)
        if text is None:
            raise not_persisted()
        return replace(asked, query=text)

    async def keep(self, asked: Asked) -> None:
        """Persist the document of a request that was answered, if that is what it asked for."""
        if asked.persisted is None or self._store is None or self._only_trusted:
            return
        if asked.query and len(asked.query) <= LONGEST_KEPT:
            await self._store.put(_digest(asked.query), asked.query)


def create(settings: Settings) -> Library:
    """The library that the settings ask for."""
    store: Store | None = None
    if settings.persisted_queries:
        store = RedisStore(settings.redis_url) if settings.redis_url else MemoryStore()
    return Library(store, settings.trusted, only_trusted=settings.trusted_documents_only)


def _hash_of(persisted: Any) -> str:
    """The hash in `extensions.persistedQuery`."""
    known = isinstance(persisted, dict) and persisted.get("version") == 1
    digest = persisted.get("sha256Hash") if known else None
    if not isinstance(digest, str):
        raise misnamed("`persistedQuery` must have `version` 1 and a `sha256Hash`.")
    return digest.lower()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
