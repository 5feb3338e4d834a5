"""The documents that clients persist as they go, by their hash, in the memory of a process.

Strangers write here, so it is bounded in all. A document that was sent once is kept for a short
while, and only among others like it: whoever sends many drives out no document that is in use. One
that was asked for by its hash is kept for long.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

FIRST = 10 * 60
"""Seconds that a document is kept after it was sent."""
REMEMBERED = 7 * 24 * 3600
"""Seconds that it is kept after it was asked for by its hash."""


@dataclass(frozen=True)
class Room:
    """How many documents there may be, and how large all together, with their hashes."""

    documents: int
    size: int


NEW, KNOWN = Room(1_000, 500_000), Room(4_000, 1_500_000)
"""For documents that were sent, and for those that were asked for; their sizes in characters."""


class Store(Protocol):
    """Texts by their hash."""

    def knows(self, digest: str) -> bool:
        """Whether this process need not be sent the text again."""

    async def get(self, digest: str) -> str | None:
        """The text, which is in use from now on."""

    async def put(self, digest: str, text: str) -> None:
        """Keep a text that was sent; one that is known stays as it is."""

    async def close(self) -> None: ...


@dataclass
class Kept:
    """A text, how long it is kept, and until when other stores know that it is in use."""

    text: str
    until: float = 0.0
    shared_until: float = 0.0


@dataclass
class Shelf:
    """Texts with as long to live each; the one that was put there first goes first."""

    room: Room
    life: int
    size: int = 0
    kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)

    def put(self, digest: str, kept: Kept) -> None:
        now = time.monotonic()
        kept.until = now + self.life
        self.kept[digest] = kept
        self.size += len(digest) + len(kept.text)
        while self.kept and (self._is_full or next(iter(self.kept.values())).until <= now):
            self.take(next(iter(self.kept)))

    def has(self, digest: str) -> bool:
        return digest in self.kept and self.kept[digest].until > time.monotonic()

    def take(self, digest: str) -> Kept | None:
        """Remove and return it, unless its time is over."""
        kept = self.kept.pop(digest, None)
        if kept is None:
            return None
        self.size -= len(digest) + len(kept.text)
        return kept if kept.until > time.monotonic() else None

    @property
    def _is_full(self) -> bool:
        return len(self.kept) > self.room.documents or self.size > self.room.size


class MemoryStore:
    """The texts of one process."""

    def __init__(self) -> None:
        self.new, self.known = Shelf(NEW, FIRST), Shelf(KNOWN, REMEMBERED)

    def knows(self, digest: str) -> bool:
        return self.known.has(digest) or self.new.has(digest)

    async def get(self, digest: str) -> str | None:
        kept = self.find(digest)
        return None if kept is None else kept.text

    async def put(self, digest: str, text: str) -> None:
        if not self.knows(digest):
            self.new.take(digest)
            self.new.put(digest, Kept(text))

    def find(self, digest: str) -> Kept | None:
        """As `get`, with how long it is kept."""
        kept = self.known.take(digest) or self.new.take(digest)
        if kept is not None:
            self.known.put(digest, kept)
        return kept

    def adopt(self, digest: str, text: str) -> Kept:
        """Keep a text that is in use elsewhere."""
        kept = self.find(digest) or Kept(text)
        if not self.knows(digest):
            self.known.put(digest, kept)
        return kept

    async def close(self) -> None:
        """Nothing to let go of."""
