"""Asks the database how it is, on a connection and in a thread that nothing else may take."""

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from db.database import Database
from db.outage import unavailable

T = TypeVar("T")

LONGEST_SECONDS = 1  # seconds that a question may take
PATIENCE_SECONDS = 2  # seconds until whoever asked is told that there is no answer


class Probe(Generic[T]):
    """One question, which is asked once however many would like to know at a time."""

    def __init__(self, url: str, question: Callable[[sa.Connection], T]) -> None:
        """Connect to nothing yet; ValueError for a database that is not supported."""
        self._database = Database(url, pool_size=1, longest=LONGEST_SECONDS)
        self._question = question
        self._asked: asyncio.Task[T] | None = None

    async def ask(self) -> T:
        """Raises ServiceUnavailable when the database cannot be reached or waited for."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(self._database.read(self._question))
            self._asked.add_done_callback(_notice)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.shield(self._asked)
        except TimeoutError as error:
            raise unavailable(error) from error

    def dispose(self) -> None:
        """Let go of the thread and the connection."""
        self._database.dispose()


def _notice(asked: "asyncio.Task[Any]") -> None:
    """Nobody may have waited until the end."""
    if not asked.cancelled():
        asked.exception()
