"""The pauses of an operation, in which others have their turn on the event loop.

Batches wait until all of it has gone on: what its fields ask for is asked for together, or the
number of statements would depend on the number of rows.
"""

import asyncio
from collections import deque

TURNS_TO_ASK = 10
"""Turns of the loop in which fields of a part that goes on ask for what they need, at most."""


class Pauses:
    """The parts of one operation that wait for their turn, in order."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.batches_under_way = 0
        """Batches whose values are being handed out, some with each turn."""

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
        quiet_turns = 0 if self._holds else TURNS_TO_ASK
        while quiet_turns < TURNS_TO_ASK:
            await asyncio.sleep(0)
            quiet_turns = 0 if self._holds else quiet_turns + 1

    @property
    def _holds(self) -> bool:
        return self.are_on or self.batches_under_way > 0
