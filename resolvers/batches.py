"""The rows of one relation, asked for together by all fields of an operation that need some."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiodataloader import DataLoader, Loader

from resolvers.pauses import Pauses

AT_ONCE = 16
"""Values that are handed out with one turn of the loop: all who wait for one wake up at once."""


class Batches(DataLoader[str, Any]):
    """A batch is sent once nothing of the operation waits for its turn any more."""

    def __init__(self, load: Callable[[list[str]], Awaitable[Any]], pauses: Pauses) -> None:
        super().__init__(load)  # type: ignore[arg-type]
        self._pauses = pauses

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
        except Exception as error:
            for item in batch:
                self.clear(item.key)
            values = [error] * len(batch)
        self._pauses.batches_under_way += 1
        try:
            await self._hand_out(batch, values)
        finally:
            self._pauses.batches_under_way -= 1

    async def _hand_out(self, batch: list[Any], values: list[Any]) -> None:
        for number, (item, value) in enumerate(zip(batch, values, strict=True), 1):
            if item.future.done():
                continue
            if isinstance(value, Exception):
                item.future.set_exception(value)
            else:
                item.future.set_result(value)
            if number % AT_ONCE == 0 and number < len(batch):
                await asyncio.sleep(0)
