"""The messages of a socket, in JSON, as text, none of them too long."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping

from starlette.websockets import WebSocket, WebSocketDisconnect

from server.decoding import decode
from server.encoding import encode
from server.http_refusal import HttpRefusal

TOO_LONG = 1009
LONGEST_REASON_BYTES = 123
"""Bytes that a closing frame takes (RFC 6455 §5.5)."""
GONE = (RuntimeError, WebSocketDisconnect)
"""What Starlette raises where a socket was closed meanwhile: by us, or by the client."""


class NotJson(Exception):
    """What came is no message at all."""


class Wire:
    def __init__(self, websocket: WebSocket, longest: int) -> None:
        """`longest`: the bytes that a message may have."""
        self._websocket = websocket
        self._longest = longest
        self._is_open = True
        self._turn = asyncio.Lock()

    async def messages(self) -> AsyncGenerator[object]:
        """The messages until either side closes; what was not read by then is dropped."""
        while (message := await self._next()) is not None:
            yield message
            del message

    async def _next(self) -> object:
        """The next message, which nothing here holds on to, or None; it waits for the reader."""
        async with self._turn:
            pass
        message = await self._websocket.receive()
        if message["type"] != "websocket.receive" or not self._is_open:
            return None
        text = message.get("text")
        if text is None:
            raise NotJson
        if len(text.encode()) > self._longest:
            await self.close(TOO_LONG, f"A message has at most {self._longest} bytes")
            return None
        try:
            return decode(text) or {}  # what is empty is no message either
        except HttpRefusal:
            raise NotJson from None

    async def send(self, message: Mapping[str, object]) -> None:
        """One after another, each once the client takes what it is sent."""
        with contextlib.suppress(*GONE):
            async with self._turn:
                await self._websocket.send_text(encode(message).decode())

    async def close(self, code: int, reason: str) -> None:
        self._is_open = False
        with contextlib.suppress(*GONE):
            short = reason.encode("utf-8", "replace")[:LONGEST_REASON_BYTES].decode(errors="ignore")
            await self._websocket.close(code, short)
