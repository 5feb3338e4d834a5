"""Tells streams that the process is about to end: servers wait for them, and they for nobody."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def announced() -> Iterator[asyncio.Event]:
    """An event that is set by the signals that end the process, before what else they do.

    Uvicorn closes sockets by itself, but lets an application know only after its last response.
    """
    closing, loop = asyncio.Event(), asyncio.get_running_loop()
    before = {each: signal.getsignal(each) for each in SIGNALS}

    def announce(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(closing.set)
        handler: Any = before[signal.Signals(number)]
        handler(number, frame)

    handled = [each for each, handler in before.items() if callable(handler)]
    try:
        for each in handled:
            signal.signal(each, announce)
    except ValueError:  # only the main thread may handle signals
        handled = []
    try:
        yield closing
    finally:
        for each in handled:
            signal.signal(each, before[each])
