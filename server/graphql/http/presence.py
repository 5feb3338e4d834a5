"""Whether the client of a request is there still; what is done for it alone ends with it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from starlette.requests import ClientDisconnect
from starlette.types import Receive

LOOK_AFTER_SECONDS = 0.05
"""Seconds after which somebody looks: most requests are answered by then."""


class Presence:
    """Of one client, from when its request has been read until there is an answer."""

    def __init__(self, receive: Receive) -> None:
        self.has_left = False
        self._receive = receive
        self._tasks: set[asyncio.Task[Any]] = set()
        """Those that are at work for the client alone."""
        self._looking: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        self._timer = asyncio.get_running_loop().call_later(LOOK_AFTER_SECONDS, self._begin)
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()

    @contextmanager
    def required(self) -> Iterator[None]:
        """Do what is of use to the client alone; ClientDisconnect where it has left or leaves."""
        if self.has_left:
            raise ClientDisconnect
        task = asyncio.current_task()
        assert task is not None
        cancelled_before = task.cancelling()
        self._tasks.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if self.has_left and task.uncancel() <= cancelled_before:
                raise ClientDisconnect from None
            raise
        finally:
            self._tasks.discard(task)

    def _begin(self) -> None:
        self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.has_left = True
        for task in tuple(self._tasks):
            task.cancel()
