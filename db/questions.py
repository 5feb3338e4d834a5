"""How a prepared question gets to the server: by a wire where one is free, else in a thread."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any, Protocol, TypeVar

import psycopg2
import sqlalchemy as sa

from base.errors import ServiceUnavailable
from db.outage import is_away, unavailable
from db.prepared import Question
from db.turns import Flow
from db.wire import Wire
from db.wires import Wires
from db.work import Work

T = TypeVar("T")
RETRIED = {"40001", "40P01"}  # serialization_failure, deadlock_detected


class Hop(Protocol):
    def __call__(self, run: Callable[[Work], T], flow: Flow) -> Awaitable[T]:
        """Run `run` in a thread, when it is the turn of `flow`."""


class Questions:
    def __init__(self, engine: sa.Engine, read: Hop, write: Hop, left: Callable[[], float]) -> None:
        """`left`: the seconds that the database may still take."""
        self._engine = engine
        self._read = read
        self._write = write
        self._left = left

    async def ask(
        self, wires: Wires | None, question: Question, given: Mapping[str, Any], flow: Flow
    ) -> Sequence[Any]:
        """As `Database.ask`."""
        if wires is not None and (wire := await wires.take()):
            return await self._ask_by(wires, wire, question, given)
        return await self._read(partial(self._ask_in_thread, question, given), flow)

    async def change(
        self, wires: Wires, question: Question, given: Mapping[str, Any], flow: Flow
    ) -> Sequence[Any] | None:
        """As `Database.change`."""
        if self._left() <= 0:
            return None
        try:
            if wire := await wires.take():
                return await self._ask_by(wires, wire, question, given)
            return await self._write(partial(self._change_in_thread, question, given), flow)
        except ServiceUnavailable as error:
            if getattr(error.__cause__, "pgcode", None) in RETRIED:
                return None
            raise
        except (psycopg2.Error, ValueError):
            raise
        except Exception as error:
            raise unavailable(error) from error

    async def _ask_by(
        self, wires: Wires, wire: Wire, question: Question, given: Mapping[str, Any]
    ) -> Sequence[Any]:
        try:
            self._tell(question)
        except BaseException:
            wires.give_back(wire)
            raise
        try:
            async with asyncio.timeout(self._left()):
                rows = await wire.ask(question, given)
        except psycopg2.Error as error:
            wires.give_back(wire)
            if is_away(error):
                raise unavailable(error) from error
            raise
        except BaseException as error:  # whoever asked has gone, or is told that it took too long
            wires.drop(wire)
            if isinstance(error, TimeoutError):
                raise unavailable(error) from error
            raise
        wires.give_back(wire)
        return rows

    def _ask_in_thread(
        self, question: Question, given: Mapping[str, Any], under_way: Work
    ) -> Sequence[Any]:
        with closing(self._engine.raw_connection()) as borrowed:
            return self._ask_of(borrowed, question, given, under_way)

    def _change_in_thread(
        self, question: Question, given: Mapping[str, Any], under_way: Work
    ) -> Sequence[Any] | None:
        with closing(self._engine.raw_connection()) as borrowed:
            driver: Any = borrowed.dbapi_connection
            return None if driver.told else self._ask_of(borrowed, question, given, under_way)

    def _ask_of(
        self,
        borrowed: sa.PoolProxiedConnection,
        question: Question,
        given: Mapping[str, Any],
        under_way: Work,
    ) -> Sequence[Any]:
        driver: Any = borrowed.dbapi_connection
        if self._engine.dialect.name == "postgresql":
            driver.autocommit = True
        try:
            with under_way.on(driver):
                self._tell(question)
                return question.ask(driver, given)
        except Exception as error:
            if is_away(error):
                borrowed.invalidate()
            raise

    def _tell(self, question: Question) -> None:
        """Whoever listens to the engine's statements hears of one that goes past it."""
        for listener in self._engine.dispatch.before_cursor_execute:
            listener(None, None, question.text, (), None, False)
