"""Documents that are asked for by their hash: persisted as they come, or trusted beforehand.

Persisted queries follow Apollo's protocol: a client sends the SHA-256 of a document, and the
document itself only if the server does not know it yet. Trusted documents are written down when a
client is built, and asked for by `documentId` (GraphQL over HTTP, "Persisted Documents").
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from auth.throttles import Throttle
from base.errors import RateLimited
from resolvers.operation.context import Context
from server.codes import Code
from server.errors import coded
from server.graphql.documents.kept import LONGEST_KEPT_CHARACTERS, Documents
from server.graphql.documents.persisted import MemoryStore, Store
from server.graphql.documents.shared import RedisStore
from server.graphql.documents.trusted import PREFIX
from server.graphql.parameters import Parameters
from server.settings import Settings

SHA256 = re.compile("[0-9a-f]{64}")


class Library:
    """Finds the document of a request."""

    def __init__(
        self,
        documents: Documents,
        store: Store | None,
        trusted: Mapping[str, str],
        *,
        only_trusted: bool = False,
    ) -> None:
        """`store`: where clients persist documents, None for nowhere; `trusted`: by their id."""
        self._documents = documents
        self._store = store
        self._trusted = {**{_digest(text): text for text in trusted.values()}, **trusted}
        self._only_trusted = only_trusted

    async def find(self, parameters: Parameters) -> str:
        """The document's text; a GraphQLError where there is none, or not the one it says."""
        if parameters.document_id is not None:
            text = self._trusted.get(parameters.document_id.removeprefix(PREFIX))
            if text is None:
                raise _not_found()
            return text
        if parameters.persisted is not None:
            return await self._persisted(parameters, _hash_of(parameters.persisted))
        if self._only_trusted and _digest(parameters.query or "") not in self._trusted:
            raise _untrusted()
        return parameters.query or ""

    async def _persisted(self, parameters: Parameters, digest: str) -> str:
        if parameters.query and _digest(parameters.query) != digest:
            raise coded(Code.BAD_REQUEST, "`sha256Hash` is not the hash of `query`.")
        if digest in self._trusted:
            return self._trusted[digest]
        if self._only_trusted:
            raise _untrusted() if parameters.query else _not_found()
        if self._store is None:
            reason = "Send the document itself: nothing is persisted here."
            raise coded(Code.PERSISTED_QUERY_NOT_SUPPORTED, reason)
        if parameters.query:
            return parameters.query
        text = await self._store.get(digest)
        if text is None:
            raise _not_found()
        return text

    async def keep(self, parameters: Parameters, context: Context) -> None:
        """Persist the document of a request that was answered, if that is what it asked for.

        What counts is what it says: without comments, and with no more space than it needs. An
        address that sends too many is answered, but what it sends is not kept.
        """
        if parameters.persisted is None or self._store is None or self._only_trusted:
            return
        if not parameters.query or len(parameters.query) > LONGEST_KEPT_CHARACTERS:
            return
        digest = _digest(parameters.query)
        if self._store.knows(digest):
            return
        try:
            await context.services.throttles.hit(Throttle.PERSIST, context.address)
        except RateLimited:
            return
        await self._store.put(
            digest, await self._documents.canonical(parameters.query, context.turn)
        )

    async def close(self) -> None:
        """Let go of Redis."""
        if self._store is not None:
            await self._store.close()


def create(settings: Settings, documents: Documents) -> Library:
    """The library that the settings ask for."""
    store: Store | None = None
    if settings.persisted_queries:
        store = RedisStore(settings.redis_url) if settings.redis_url else MemoryStore()
    return Library(documents, store, settings.trusted, only_trusted=settings.trusted_documents_only)


def _not_found() -> GraphQLError:
    """Apollo's own words: clients look for them, and send the document along."""
    return coded(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")


def _untrusted() -> GraphQLError:
    return coded(Code.FORBIDDEN, "Only trusted documents are answered here.")


def _hash_of(persisted: Any) -> str:
    """The hash in `extensions.persistedQuery`."""
    known = isinstance(persisted, dict) and persisted.get("version") == 1
    digest = persisted.get("sha256Hash") if known else None
    if not isinstance(digest, str) or not SHA256.fullmatch(digest.lower()):
        raise coded(
            Code.BAD_REQUEST, "`persistedQuery` must have `version` 1 and a `sha256Hash` in hex."
        )
    return digest.lower()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
