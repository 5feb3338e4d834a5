"""Connections that the event loop drives itself: what is asked by one takes no thread.

A thread costs what is handed over to it and back, and fights with the loop for the interpreter:
more than all the rest that a planned question takes. So there are a few connections besides those
of the threads; whoever finds none free in a moment goes by a thread, in their turn.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from typing import Any

import psycopg2
from psycopg2 import extensions

from db.postgresql import Connection
from db.prepared import Question, Word

MOST_WIRES = 4
PATIENCE_SECONDS = 0.025
"""Seconds for which a wire is waited for, where there are some and all are in use."""
PAUSE_SECONDS = 1.0
"""Seconds after which another one is opened, where that has failed."""


class Wire:
    """One connection, for one question at a time."""

    def __init__(self, driver: Connection) -> None:
        """From here on it is the running loop's."""
        self.is_lost = False
        self._driver = driver
        self._number = driver.fileno()
        self._loop = asyncio.get_running_loop()
        self._answered: asyncio.Future[None] | None = None
        self._is_writing = False
        self._loop.add_reader(self._number, self._go_on)

    async def ask(self, question: Question, given: Mapping[str, Any]) -> Sequence[Any]:
        """All rows; errors are the driver's. Whoever gives up in between has to `cut` the wire."""
        words = question.words(self._driver, given)
        with closing(self._driver.cursor()) as cursor:
            word: Word | None = next(words)
            while word is not None:
                try:
                    cursor.execute(*word)
                    await self._answer()
                except psycopg2.Error as error:
                    self._let_go_of_what_is_closed()
                    word = words.throw(error)
                else:
                    word = next(words, None)
            rows: Sequence[Any] = cursor.fetchall()
            return rows

    async def _answer(self) -> None:
        self._answered = self._loop.create_future()
        try:
            self._go_on()
            await self._answered
        finally:
            self._answered = None

    def _go_on(self) -> None:
        """Read or write what can be; without a question under way there is but the end to read."""
        waiting = self._answered
        try:
            state = self._driver.poll()
        except psycopg2.Error as error:
            self._let_go_of_what_is_closed()
            if waiting is None:
                self._let_go()
            elif not waiting.done():
                waiting.set_exception(error)
            return
        if (state == extensions.POLL_WRITE) is not self._is_writing:
            self._is_writing = not self._is_writing
            if self._is_writing:
                self._loop.add_writer(self._number, self._go_on)
            else:
                self._loop.remove_writer(self._number)
        if state == extensions.POLL_OK and waiting is not None and not waiting.done():
            waiting.set_result(None)

    def _let_go_of_what_is_closed(self) -> None:
        """At once: the next connection that anybody opens may have the same number."""
        if self._driver.closed:
            self._let_go()

    def _let_go(self) -> None:
        if self.is_lost:
            return
        self.is_lost = True
        if not self._loop.is_closed():
            self._loop.remove_reader(self._number)
            self._loop.remove_writer(self._number)

    def close(self) -> None:
        self._let_go()
        self._driver.close()

    def cut(self) -> Callable[[], None]:
        """Let go of it; what ends its question and closes it, which takes a thread some time."""
        self._let_go()
        return self._end

    def _end(self) -> None:
        with suppress(psycopg2.Error):
            self._driver.cancel()
        self._driver.close()


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

    async def take(self) -> Wire | None:
        """One to ask by, which has to be given back; None where none is free in a moment."""
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
        """The next one that is given back, if that is soon."""
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
        """Let the next one have it who waits."""
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
        """Let go of one whose question is given up; the server is told, beside the loop."""
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
