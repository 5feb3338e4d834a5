"""An HTTP client that costs next to nothing: one connection that is kept, one request at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httptools

from bench.peers.requests import Request

HEAD = (
    "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "Accept: application/json\r\nContent-Length: {length}\r\n{token}\r\n"
)


class Refused(Exception):
    """An answer other than 200."""


class Connection(asyncio.Protocol):
    """Sends, and gives the body of the answer once it is whole."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError("The server hung up."))

    def on_body(self, body: bytes) -> None:
        """Httptools has a part of the answer."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Httptools has all of it."""
        body, status = b"".join(self._body), self._parser.get_status_code()
        self._body.clear()
        self._parser = httptools.HttpResponseParser(self)
        assert self._answer is not None
        if status == 200:
            self._answer.set_result(body)
        else:
            self._answer.set_exception(Refused(f"{status}: {body[:300]!r}"))

    async def ask(self, request: Request) -> bytes:
        """What the server answers; Refused where that is no 200."""
        assert self._transport is not None
        if self._transport.is_closing():  # servers let go of connections that nobody uses
            where = self._transport.get_extra_info("peername")
            await asyncio.get_running_loop().create_connection(lambda: self, *where)
        token = f"Authorization: Bearer {request.token}\r\n" if request.token else ""
        head = HEAD.format(length=len(request.body), token=token)
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(head.encode() + request.body)
        return await self._answer

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()


@asynccontextmanager
async def connections(port: int, count: int) -> AsyncIterator[list[Connection]]:
    """So many, all open."""
    loop = asyncio.get_running_loop()
    opened = [
        (await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)
    ]
    try:
        yield opened
    finally:
        for connection in opened:
            connection.close()
