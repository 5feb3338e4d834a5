"""The rows of one relation, asked for together by all fields of an operation that need some."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiodataloader import DataLoader, Loader

from resolvers.operation.pauses import Pauses
from resolvers.operation.turns import Turns

AT_ONCE = 16
"""Values that are handed out with one turn of the loop: all who wait for one wake up at once."""


class Batches(DataLoader[str, Any]):
    """A batch is sent once nothing of the operation waits for its turn any more."""

    def __init__(
        self, load: Callable[[list[str]], Awaitable[Any]], pauses: Pauses, turns: Turns
    ) -> None:
        super().__init__(load)  # type: ignore[arg-type]
        self._pauses = pauses
        self._turns = turns

    def do_resolve_reject(self, key: str, future: "asyncio.Future[Any]") -> None:
        """Called for each key that is not loaded yet; the first one sends all that follow."""
        self._queue.append(Loader(key=key, future=future))
        if len(self._queue) == 1:
            self.loop.call_soon(asyncio.ensure_future, self._send())

    async def _send(self) -> None:
        await self._pauses.over()
        batch, self._queue = self._queue, []
        try:
            values = await self.batch_load_fn([item.key for item in batch])
            found = [(each.future, value) for each, value in zip(batch, values, strict=True)]
        except Exception as error:
            for item in batch:
                self.clear(item.key)
            found = [(item.future, error) for item in batch]
        await self._turns.hand_out(found, AT_ONCE, self._pauses)
