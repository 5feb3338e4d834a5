"""The pauses of an operation, in which others have their turn on the event loop.

Batches wait until all of it has gone on: what its fields ask for is asked for together, or the
number of statements would depend on the number of rows.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from aiodataloader import DataLoader, Loader, dispatch_queue

TURNS_TO_ASK = 10
"""Turns of the loop in which fields of a part that goes on ask for what they need, at most."""


class Pauses:
    """The parts of one operation that wait for their turn, in order."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def are_on(self) -> bool:
        return bool(self._waiting)

    def begin(self) -> asyncio.Future[None]:
        """What is done once its part may go on."""
        self._waiting.append(asyncio.get_running_loop().create_future())
        return self._waiting[-1]

    def end(self, count: int) -> None:
        """Let as many parts go on, whether or not they have been given up meanwhile."""
        for _ in range(min(count, len(self._waiting))):
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(None)

    async def over(self) -> None:
        """Wait until every part has gone on, and has asked for what it needs."""
        quiet_turns = TURNS_TO_ASK
        while quiet_turns:
            quiet_turns = TURNS_TO_ASK if self.are_on else quiet_turns - 1
            await asyncio.sleep(0)


class Batches(DataLoader[str, Any]):
    """Keys of one relation, which are loaded together once nothing of the operation waits."""

    def __init__(self, load: Callable[[list[str]], Awaitable[Any]], pauses: Pauses) -> None:
        super().__init__(load)  # type: ignore[arg-type]
        self._pauses = pauses

    def do_resolve_reject(self, key: str, future: "asyncio.Future[Any]") -> None:
        """Called for each key that is not loaded yet; the first one sends all that follow."""
        self._queue.append(Loader(key=key, future=future))
        if len(self._queue) == 1:
            self.loop.call_soon(asyncio.ensure_future, self._send())

    async def _send(self) -> None:
        if self._pauses.are_on:
            await self._pauses.over()
        dispatch_queue(self)
