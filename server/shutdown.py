"""The end of the process, in two steps: clients are told to go, and then it ends.

Streams are told of the end as well: servers wait for them, and they for nobody.
"""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn

from server.connections import listeners
from server.connections.registry import Connections

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def announced(connections: Connections) -> Iterator[asyncio.Event]:
    """An event that is set by the signals that end the process, before what else they do.

    SIGTERM lets clients go first: a load balancer must notice that the process is not ready, and
    have the answers to what is on its way. SIGINT, and a second signal, end it at once. Uvicorn
    closes sockets by itself, but lets an application know only after its last response.
    """
    closing, loop = asyncio.Event(), asyncio.get_running_loop()
    before = {each: signal.getsignal(each) for each in SIGNALS}
    draining: list[asyncio.Task[None]] = []
    server = _server(before[signal.SIGTERM])
    sharing = server and loop.create_task(listeners.share(server))

    def end(number: int, frame: FrameType | None) -> None:
        connections.is_draining = True
        loop.call_soon_threadsafe(closing.set)
        handler: Any = before[signal.Signals(number)]
        handler(number, frame)

    async def drain(number: int, frame: FrameType | None) -> None:
        await connections.drain()
        if server and sharing:
            await sharing
            await listeners.close(server)
        end(number, frame)

    def announce(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGTERM and not connections.is_draining:
            connections.is_draining = True
            begin = lambda: draining.append(loop.create_task(drain(number, frame)))  # noqa: E731
            loop.call_soon_threadsafe(begin)
        else:
            end(number, frame)

    handled = [each for each, handler in before.items() if callable(handler)]
    try:
        for each in handled:
            signal.signal(each, announce)
    except ValueError:  # only the main thread may handle signals
        handled = []
    if server and server.should_exit:  # told to end before it began
        server.should_exit = False  # who waits already is served
        announce(signal.SIGTERM, None)
    try:
        yield closing
    finally:
        if sharing:
            sharing.cancel()
        for each in handled:
            signal.signal(each, before[each])


def _server(handler: Any) -> uvicorn.Server | None:
    """The server whose handler of a signal this is; tests have none."""
    server = getattr(handler, "__self__", None)
    return server if isinstance(server, uvicorn.Server) else None
