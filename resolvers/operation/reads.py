"""The reads of one operation: those that start together share a thread and a connection.

What they found is used by nobody before `confirm` has returned: it says whether whom it was read
for may still have it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from db.database import Database
from db.turns import Flow
from resolvers.operation.sharing import begin

T = TypeVar("T")
Read = tuple[Callable[[Connection], Any], asyncio.Future[Any]]


class Reads:
    def __init__(
        self,
        database: Database,
        confirm: Callable[[], Awaitable[None]],
        client: Callable[[], Flow],
    ) -> None:
        """`client`: who is asking by then."""
        self._database = database
        self._confirm = confirm
        self._client = client
        self._waiting: list[Read] = []
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Run `work` with all that are started before the loop turns."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = begin(loop.create_future())
        if not self._waiting:
            loop.call_soon(self._run_waiting)
        self._waiting.append((work, future))
        return future

    def _run_waiting(self) -> None:
        reads, self._waiting = self._waiting, []
        task = asyncio.ensure_future(self._run(reads))
        self._running.add(task)  # the loop keeps only weak references to tasks
        task.add_done_callback(self._running.discard)

    async def _run(self, reads: list[Read]) -> None:
        try:
            works = [work for work, _ in reads]
            results = await self._database.read_all(works, self._client())
            await self._confirm()
        except Exception as error:
            results = [error] * len(reads)
        for (_, future), result in zip(reads, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
