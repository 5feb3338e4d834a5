"""Answers that come in parts: as server-sent events, or as the parts of a multipart body."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from typing import TypeVar

from starlette.responses import Response, StreamingResponse
from strawberry.http.streaming import MultipartTransport, merge_stream_with_heartbeat

from db.errors import Unauthenticated
from server.codes import Code
from server.encoding import encode
from server.errors import coded
from server.graphql.accept import EVENT_STREAM
from server.graphql.engine import Answer, refusal

T = TypeVar("T")

HEARTBEAT = 12.0
"""Seconds after which a silent stream says that it is still there."""
HEADERS = {
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",  # nginx would collect the events
}
ENDED = refusal(coded(Code.UNAUTHENTICATED, Unauthenticated.message))
"""The last answer of a stream whose session has ended."""


def response(media_type: str, answers: AsyncGenerator[Answer], closing: asyncio.Event) -> Response:
    """What sends `answers` as they come; it ends them when the client hangs up.

    Events break off once the server is `closing`, so that clients try again elsewhere.
    """
    if media_type == EVENT_STREAM:
        headers = {**HEADERS, "Content-Type": f"{EVENT_STREAM}; charset=utf-8"}
        return StreamingResponse(until(closing.wait(), _events(answers)), headers=headers)
    transport = MultipartTransport()

    async def bodies() -> AsyncGenerator[object, None]:
        async with aclosing(answers):
            async for answer in answers:
                yield {"hasNext": False, **answer.body}

    parts = transport.stream(bodies, lambda body: encode(body).decode())
    return StreamingResponse(parts(), headers={**HEADERS, **transport.headers})


async def until(
    end: Awaitable[object], items: AsyncGenerator[T], last: T | None = None
) -> AsyncGenerator[T]:
    """`items`, and once `end` is there nothing more but `last`."""
    ending = asyncio.ensure_future(end)
    coming = asyncio.ensure_future(anext(items, None))
    try:
        while True:
            await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                if last is not None:
                    yield last
                return
            if (item := coming.result()) is None:
                return
            yield item
            coming = asyncio.ensure_future(anext(items, None))
    finally:
        ending.cancel()
        coming.cancel()
        await asyncio.wait({coming, ending})
        await items.aclose()


def _events(answers: AsyncGenerator[Answer]) -> AsyncGenerator[str, None]:
    """The distinct connections mode of GraphQL over SSE.

    Lines end in LF alone, and nothing follows the colon of an event without data: that is what
    the parser of urql takes.
    """

    async def events() -> AsyncGenerator[str, None]:
        async with aclosing(answers):
            async for answer in answers:
                yield f"event: next\ndata: {answer.encoded.decode()}\n\n"
        yield "event: complete\ndata:\n\n"

    silence = merge_stream_with_heartbeat(
        events, lambda: ":\n\n", HEARTBEAT, send_initial_heartbeat=False
    )
    return silence()
