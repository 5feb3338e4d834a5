"""The pauses of an operation, in which others have their turn on the event loop.

Batches wait until all of it has gone on: what its fields ask for is asked for together, or the
number of statements would depend on the number of rows.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from resolvers.operation.lines import NOBODY, Whose

TURNS_TO_ASK = 10
"""Turns of the loop in which fields of a part that goes on ask for what they need, at most."""


class Pauses:
    """The parts of one operation that wait for their turn, in order."""

    def __init__(self, whose: Whose = NOBODY) -> None:
        """`whose`: the address that the operation is for."""
        self.whose = whose
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._handing_out = 0
        self._quiet_turns = 0
        self._end: asyncio.Event | None = None
        """Set once nothing waits any more; None before anything does."""

    @property
    def are_on(self) -> bool:
        return bool(self._waiting)

    def begin(self) -> asyncio.Future[None]:
        """What is done once its part may go on."""
        self._watch()
        self._waiting.append(asyncio.get_running_loop().create_future())
        return self._waiting[-1]

    def end(self, count: int) -> None:
        """Let as many parts go on, whether or not they have been given up meanwhile."""
        for _ in range(min(count, len(self._waiting))):
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(None)

    @contextmanager
    def handing_out(self) -> Iterator[None]:
        """While the values of a batch are handed out, some with each turn."""
        self._watch()
        self._handing_out += 1
        try:
            yield
        finally:
            self._handing_out -= 1

    async def over(self) -> None:
        """Wait until every part has gone on, and has asked for what it needs."""
        while self._end is not None:
            await self._end.wait()

    def _watch(self) -> None:
        if self._end is None:
            self._end = asyncio.Event()
            self._turn()

    def _turn(self) -> None:
        """The loop has turned once more."""
        is_quiet = not self._waiting and not self._handing_out
        self._quiet_turns = self._quiet_turns + 1 if is_quiet else 0
        if self._quiet_turns <= TURNS_TO_ASK:
            asyncio.get_running_loop().call_soon(self._turn)
            return
        assert self._end is not None
        self._end.set()
        self._end, self._quiet_turns = None, 0
