"""The operations that run on a socket, each by the id that its client gave it."""

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from resolvers.operation.context import Context
from server.graphql.parameters import Parameters
from server.graphql.pipeline import Pipeline
from server.graphql.websocket import messages
from server.graphql.websocket.wire import Wire


class Operations:
    def __init__(self, pipeline: Pipeline, wire: Wire, ended: Callable[[], None]) -> None:
        """`ended` is called each time that one of them has ended."""
        self._pipeline = pipeline
        self._wire = wire
        self._ended = ended
        self._running: dict[str, asyncio.Task[None]] = {}

    def __contains__(self, id: str) -> bool:
        return id in self._running

    def __len__(self) -> int:
        return len(self._running)

    def begin(self, id: str, parameters: Parameters, context: Context) -> None:
        task = asyncio.create_task(self._run(id, parameters, context))
        self._running[id] = task
        task.add_done_callback(self._done)

    def complete(self, id: str) -> None:
        """End one, if it runs still: its id is free from now on, and nothing more is said of it."""
        if (task := self._running.pop(id, None)) is not None:
            task.cancel()

    async def end(self) -> None:
        """End all, and wait until they have let go of what they held."""
        tasks = [*self._running.values()]
        for id in [*self._running]:
            self.complete(id)
        for task in tasks:
            with contextlib.suppress(Exception, asyncio.CancelledError):
                await task

    async def _run(self, id: str, parameters: Parameters, context: Context) -> None:
        """Send what the operation is answered, part by part."""
        request = await self._pipeline.understand(parameters, context.turn)
        async with aclosing(self._pipeline.stream(request, context)) as answers:
            async for answer in answers:
                if answer.is_request_error:
                    await self._send_last(messages.error(id, answer.body["errors"]))
                    return
                await self._wire.send(messages.next_one(id, answer.body))
        await self._send_last(messages.complete(id))

    async def _send_last(self, message: dict[str, Any]) -> None:
        """Its id is free before the client reads that it has ended."""
        self._running.pop(message["id"], None)
        await self._wire.send(message)

    def _done(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            task.exception()  # the pipeline has answered and logged what there was
        self._ended()
