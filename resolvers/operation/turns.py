"""Turns on the event loop: a large operation gives others theirs, as often as they need it.

Once the loop has been at work for a slice of time, what follows waits. Each turn of the loop lets a
little of it go on: of one network after another, there of one address after another, and of that of
one operation after another, however many connections and operations somebody has.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from resolvers.operation.lines import Lines, Whose
from resolvers.operation.pauses import Pauses

SLICE_SECONDS = 0.010
"""How long values are completed before others have a turn."""
Found = tuple["asyncio.Future[Any]", Any]
AT_ONCE = 8
"""Values that go on with one turn; each may be an object with all its fields."""
BEGUN_AT_ONCE = 4
"""Networks of which a piece of work begins with one turn; the first of them may take all of it."""


class Turns:
    """Those of one event loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._began: float | None = None
        self._is_called = False
        """Whether the loop will call `_turn`; once at a time, or its slices would add up."""
        self._waiting: Lines[Pauses] = Lines()
        """Operations of which something waits."""
        self._beginning: Lines[asyncio.Future[None]] = Lines()
        """Pieces of work that have not begun."""
        self._returned: list[tuple[Whose, asyncio.Future[None]]] = []
        """Those whose turn came when its time was over already: they are the next ones."""
        self._alone: tuple[asyncio.AbstractEventLoop, asyncio.Lock] | None = None

    def are_due(self) -> bool:
        """Whether the loop should turn before another value is completed."""
        now, loop = time.perf_counter(), asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._began, self._is_called = loop, None, False
            self._beginning.clear()
            self._returned.clear()
        if self._began is not None:
            return now - self._began >= SLICE_SECONDS
        self._began = now
        self._call()
        return False

    async def begin(self, whose: Whose) -> None:
        """Go on once a turn of the loop has time for something that cannot be taken apart."""
        if not (self.are_due() or self._beginning or self._returned):
            return
        turn = asyncio.get_running_loop().create_future()
        self._beginning.add(whose, turn)
        self._call()
        await turn
        while self.are_due():
            turn = asyncio.get_running_loop().create_future()
            self._returned.append((whose, turn))
            self._call()
            await turn

    async def hand_out(self, found: Sequence[Found], at_once: int, pauses: Pauses) -> None:
        """Settle each future by its value or error: all who wait for one wake up together.

        More than `at_once` take several turns, in each of which nobody else settles any.
        """
        if len(found) <= at_once:
            _settle(found)
            return
        loop = asyncio.get_running_loop()
        if self._alone is None or self._alone[0] is not loop:
            self._alone = loop, asyncio.Lock()
        with pauses.handing_out():
            for start in range(0, len(found), at_once):
                async with self._alone[1]:
                    _settle(found[start : start + at_once])
                    await asyncio.sleep(0)

    def wait(self, pauses: Pauses) -> asyncio.Future[None]:
        """What is done once it is the turn of another part of that operation."""
        if not pauses.are_on:
            self._waiting.add(pauses.whose, pauses)
        return pauses.begin()

    def _turn(self) -> None:
        """The loop has turned: let go on what has waited longest, of who has waited longest."""
        self._is_called, self._began = False, None
        for whose, turn in reversed(self._returned):
            self._beginning.put_back(whose, turn)
        self._returned.clear()
        for _ in range(min(BEGUN_AT_ONCE, len(self._beginning))):
            if not (turn := self._beginning.next()).done():
                turn.set_result(None)
        if self._waiting:
            pauses = self._waiting.next()
            pauses.end(AT_ONCE)
            if pauses.are_on:
                self._waiting.add(pauses.whose, pauses)
        if self._waiting or self._beginning:
            self._call()

    def _call(self) -> None:
        if not self._is_called:
            self._is_called = True
            asyncio.get_running_loop().call_soon(self._turn)


@dataclass(frozen=True)
class Turn:
    """That of one address, each time that the loop is to do something for it."""

    turns: Turns
    whose: Whose

    async def __call__(self) -> None:
        """Go on when it has come."""
        await self.turns.begin(self.whose)


def _settle(found: Sequence[Found]) -> None:
    for future, value in found:
        if future.done():
            continue
        if isinstance(value, Exception):
            future.set_exception(value)
        else:
            future.set_result(value)
