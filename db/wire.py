"""A connection that the event loop drives itself: what is asked by it takes no thread."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from typing import Any

import psycopg2
from psycopg2 import extensions

from db.postgresql import Connection
from db.prepared import Question, Word


class Wire:
    """One connection, for one question at a time."""

    def __init__(self, driver: Connection) -> None:
        """The running loop reads and writes it from here on, and nobody else."""
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
        """Read and write what can be now; without a question, all there is to read is the end."""
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
        """Not later: the next connection that anybody opens may have the same number."""
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
        """Let go of it; returns what ends its question and closes it, for a thread to call."""
        self._let_go()
        return self._end

    def _end(self) -> None:
        with suppress(psycopg2.Error):
            self._driver.cancel()
        self._driver.close()
