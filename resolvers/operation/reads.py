"""The reads of one operation: those that start together share a thread and a connection.

What they found is used by nobody before the asker has confirmed that whom it was read for may still
have it.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from db.database import Database
from resolvers.operation.asker import Asker
from resolvers.operation.pauses import Pauses
from resolvers.operation.sharing import begin
from resolvers.operation.turns import Turns

T = TypeVar("T")
AT_ONCE = 4
"""Reads whose results are handed out with one turn of the loop; each may be a list of rows."""
Read = tuple[Callable[[Connection], Any], asyncio.Future[Any]]


class Reads:
    def __init__(self, database: Database, asker: Asker, turns: Turns, pauses: Pauses) -> None:
        self._database = database
        self._asker = asker
        self._turns = turns
        self._pauses = pauses
        self._waiting: list[Read] = []
        self._running: set[asyncio.Task[None]] = set()
        self._is_given_up = False

    def start(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Run `work` with all that are started before the loop turns."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = begin(loop.create_future())
        if self._is_given_up:
            future.cancel()
            return future
        if not self._waiting:
            loop.call_soon(self._run_waiting)
        self._waiting.append((work, future))
        return future

    def give_up(self) -> None:
        """Stop what is read, and read nothing more: nobody waits for it any longer."""
        self._is_given_up = True
        for task in self._running:
            task.cancel()

    def _run_waiting(self) -> None:
        reads, self._waiting = self._waiting, []
        if self._is_given_up:
            _cancel(reads)
            return
        task = asyncio.ensure_future(self._run(reads))
        self._running.add(task)  # the loop keeps only weak references to tasks
        task.add_done_callback(self._running.discard)

    async def _run(self, reads: list[Read]) -> None:
        try:
            works = [work for work, _ in reads]
            results = await self._database.read_all(works, self._asker.whose_turn)
            await self._asker.confirm_in_time()
        except asyncio.CancelledError:
            _cancel(reads)
            raise
        except Exception as error:
            results = [error] * len(reads)
        found = [(future, result) for (_, future), result in zip(reads, results, strict=True)]
        await self._turns.hand_out(found, AT_ONCE, self._pauses)


def _cancel(reads: list[Read]) -> None:
    """Tell whoever waits, and cannot be told by anybody else, that nothing comes."""
    for _, future in reads:
        future.cancel()
