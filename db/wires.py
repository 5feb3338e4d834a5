"""The few connections that the event loop drives itself, and who has which.

A thread costs what is handed over to it and back, and fights with the loop for the interpreter:
more than all the rest that a planned question takes. So there are a few connections besides those
of the threads; whoever finds none free in a moment goes by a thread, in their turn.
"""

import asyncio
from collections import deque
from collections.abc import Callable

import psycopg2

from db.postgresql import Connection
from db.wire import Wire

MOST_WIRES = 4
PATIENCE_SECONDS = 0.025
"""Seconds for which a wire is waited for, where there are some and all are in use."""
PAUSE_SECONDS = 1.0
"""Seconds after which another one is opened, where that has failed."""


class Wires:
    """The few there are, opened as they are needed."""

    def __init__(self, connect: Callable[[], Connection], most: int = MOST_WIRES) -> None:
        """`connect` takes its time, and is called in a thread."""
        self._connect = connect
        self._most = most
        self._loop: asyncio.AbstractEventLoop | None = None
        self._all: set[Wire] = set()
        self._free: list[Wire] = []
        self._waiting: deque[asyncio.Future[Wire | None]] = deque()
        self._opening: asyncio.Task[None] | None = None
        self._not_before = 0.0

    @property
    def may_be(self) -> bool:
        """Whether there are any, as far as is known; behind a pooler there are none."""
        return self._most > 0

    async def take(self) -> Wire | None:
        """A wire to ask by, which has to be given back; None where none is free in a moment."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self.dispose()
            self._loop = loop
        while self._free:
            wire = self._free.pop()
            if not wire.is_lost:
                return wire
            self._forget(wire)
        if len(self._all) < self._most and self._opening is None and loop.time() > self._not_before:
            self._opening = loop.create_task(self._open())
        return await self._next() if self._all else None

    async def _next(self) -> Wire | None:
        """The next wire that is given back; None after PATIENCE_SECONDS."""
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Wire | None] = loop.create_future()
        alarm = loop.call_later(PATIENCE_SECONDS, _give_up, turn)
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and (wire := turn.result()):
                self.give_back(wire)
            raise
        finally:
            alarm.cancel()

    def give_back(self, wire: Wire) -> None:
        """Hand the wire to whoever waits longest, or keep it for the next one."""
        if wire.is_lost:
            self._forget(wire)
            return
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(wire)
                return
        self._free.append(wire)

    def drop(self, wire: Wire) -> None:
        """Let go of a wire whose question was given up; a thread tells the server to end it."""
        self._all.discard(wire)
        asyncio.get_running_loop().run_in_executor(None, wire.cut())

    def _forget(self, wire: Wire) -> None:
        self._all.discard(wire)
        wire.close()

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            driver = await loop.run_in_executor(None, self._connect)
        except psycopg2.Error:
            self._not_before = loop.time() + PAUSE_SECONDS
        else:
            self._arrive(driver)
        finally:
            self._opening = None

    def _arrive(self, driver: Connection) -> None:
        if driver.told:
            driver.close()
            self._most = 0
            return
        wire = Wire(driver)
        self._all.add(wire)
        self.give_back(wire)

    def dispose(self) -> None:
        """Close all; one that is being opened is closed by whoever collects it."""
        if self._opening is not None and not self._opening.get_loop().is_closed():
            self._opening.cancel()
        self._opening = None
        for wire in self._all:
            wire.close()
        self._all.clear()
        self._free.clear()


def _give_up(turn: asyncio.Future[Wire | None]) -> None:
    if not turn.done():
        turn.set_result(None)
