"""Answers that come in parts: as server-sent events, or as the parts of a multipart body."""

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from typing import Generic, TypeVar

from starlette.responses import Response, StreamingResponse

from base.errors import Unauthenticated
from server.accept import EVENT_STREAM, MULTIPART
from server.codes import Code
from server.encoding import encode
from server.errors import coded
from server.graphql.answer import Answer

T = TypeVar("T")

HEARTBEAT_SECONDS = 12.0
"""Seconds after which a silent stream says that it is still there."""
BOUNDARY = "-"
HEADERS = {
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",  # nginx would collect the events
}
ENDED = Answer.request_error([coded(Code.UNAUTHENTICATED, Unauthenticated.message)])
"""The last answer of a stream whose session has ended."""


def response(media_type: str, answers: AsyncGenerator[Answer], closing: asyncio.Event) -> Response:
    """What sends `answers` as they come; it ends them when the client hangs up.

    Events break off once the server is `closing`, so that clients try again elsewhere.
    """
    if media_type == EVENT_STREAM:
        content = until(closing.wait(), _events(answers))
        content_type = f"{EVENT_STREAM}; charset=utf-8"
    else:
        content = _multipart(answers)
        content_type = f'{MULTIPART}; boundary="{BOUNDARY}"'
    return StreamingResponse(content, headers={**HEADERS, "Content-Type": content_type})


async def until(
    end: Awaitable[object], items: AsyncGenerator[T], last: T | None = None
) -> AsyncGenerator[T]:
    """`items`, and once `end` is there nothing more but `last`."""
    ending = asyncio.ensure_future(end)
    coming = Coming(items)
    try:
        while True:
            await asyncio.wait({coming.next, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.next.done():
                if last is not None:
                    yield last
                return
            if (item := coming.next.result()) is None:
                return
            yield item
            coming.ask()
    finally:
        ending.cancel()
        await coming.close()
        await asyncio.wait({ending})


async def _events(answers: AsyncGenerator[Answer]) -> AsyncGenerator[str]:
    """The distinct connections mode of GraphQL over SSE, a comment wherever it is silent.

    Lines end in LF alone, and nothing follows the colon of an event without data: that is what
    the parser of urql takes.
    """
    coming = Coming(answers)
    try:
        while True:
            done, _ = await asyncio.wait({coming.next}, timeout=HEARTBEAT_SECONDS)
            if not done:
                yield ":\n\n"
                continue
            if (answer := coming.next.result()) is None:
                break
            yield f"event: next\ndata: {answer.encoded.decode()}\n\n"
            coming.ask()
    finally:
        await coming.close()
    yield "event: complete\ndata:\n\n"


class Coming(Generic[T]):
    """The next of some items, which may be waited for together with something else.

    All are made in one context: what an operation notes there, its deadline, holds to its end.
    """

    next: "asyncio.Task[T | None]"
    """None after the last one."""

    def __init__(self, items: AsyncGenerator[T]) -> None:
        self._items = items
        self._context = contextvars.copy_context()
        self.ask()

    def ask(self) -> None:
        self.next = asyncio.create_task(self._next(), context=self._context)

    async def _next(self) -> T | None:
        return await anext(self._items, None)

    async def close(self) -> None:
        """End what they come from, although the next one is on its way."""
        self.next.cancel()
        await asyncio.wait({self.next})
        await self._items.aclose()


async def _multipart(answers: AsyncGenerator[Answer]) -> AsyncGenerator[str]:
    """Each part ends with the boundary, so that clients know at once that it is whole."""
    yield f"--{BOUNDARY}"
    async with aclosing(answers):
        async for answer in answers:
            body = encode({"hasNext": False, **answer.body})
            yield (
                "\r\nContent-Type: application/json; charset=utf-8\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body.decode()}\r\n--{BOUNDARY}"
            )
    yield "--\r\n"
