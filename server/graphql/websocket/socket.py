"""One socket, by the protocol graphql-transport-ws.

The token comes with the first message, or with the request that opens the socket, from programs,
which choose its headers. What ends with its token is closed with 4403, after which clients come
back with a new one; 4401, which they take for final, is for who subscribes before the first
message. Every operation has a context of its own, as if it had come by HTTP.
"""

import asyncio
from typing import Any

from starlette.websockets import WebSocket

from resolvers import session
from server.codes import Code
from server.connections.alarm import Alarm
from server.connections.pace import Pace
from server.errors import coded
from server.graphql.context import of_socket
from server.graphql.parameters import Parameters
from server.graphql.pipeline import Pipeline
from server.graphql.websocket import codes, messages, token
from server.graphql.websocket.operations import Operations
from server.graphql.websocket.wire import NotJson, Wire
from server.http_refusal import HttpRefusal
from server.settings import Settings

BAD_TOKEN = "The access token is not valid"  # noqa: S105
ENDED = "The session or its access token has ended"
LATE = "Connection initialisation timeout"
BEGUN = "Too many initialisation requests"
NO_MESSAGE = "Not a message of graphql-transport-ws"
NO_JSON = "WebSocket message must be valid JSON"


class Socket:
    """It is opening until the first message has been answered, then open, until it is closed."""

    def __init__(self, websocket: WebSocket, pipeline: Pipeline, settings: Settings) -> None:
        self._websocket = websocket
        self._settings = settings
        self._wire = Wire(websocket, settings.limit_body_bytes)
        self._has_begun = self._is_open = False
        self._token: str | None = None
        self._operations = Operations(pipeline, self._wire, self._rest)
        self._pace = Pace(settings.limit_socket_messages)
        self._end = Alarm()
        """Of a socket that nobody makes use of: at first of one without a first message."""
        self._vigil: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Answer what comes until either side closes the socket."""
        self._close_in(self._settings.limit_opening_seconds, codes.LATE, LATE)
        try:
            async for message in self._wire.messages():
                await self._take(message)
        except NotJson:
            await self._wire.close(codes.INVALID, NO_JSON)
        finally:
            self._is_open = False
            self._end.cancel()
            if self._vigil is not None:
                self._vigil.cancel()
            await self._operations.end()

    async def _take(self, message: Any) -> None:
        """Whatever is no message of the protocol closes the socket; what comes too fast waits."""
        if late := self._pace.late():
            await asyncio.sleep(late)
        if not messages.is_message(message):
            await self._wire.close(codes.INVALID, NO_MESSAGE)
            return
        match message["type"]:
            case "connection_init":
                await self._begin(message.get("payload") or {})
            case "ping":
                await self._wire.send(messages.PONG)
            case "subscribe":
                await self._subscribe(message["id"], message.get("payload"))
            case "complete":
                self._operations.complete(message["id"])
        message.clear()  # our caller holds it until the next one comes

    async def _begin(self, payload: dict[str, Any]) -> None:
        """Take the token, if there is one, and keep an eye on its session."""
        if self._has_begun:
            await self._wire.close(codes.TOO_MANY_BEGINNINGS, BEGUN)
            return
        self._has_begun = True
        self._end.cancel()
        try:
            header = self._websocket.headers.get("authorization")
            found = token.find(payload, header, self._websocket.query_params)
        except token.Misplaced as misplaced:
            await self._wire.close(codes.INVALID, misplaced.sentence)
            return
        services = self._websocket.app.state.services
        if found is not None and not await session.is_good(services, found):
            await self._wire.close(codes.FORBIDDEN, BAD_TOKEN)
            return
        self._token, self._is_open = found, True
        await self._wire.send(messages.ACK)
        self._rest()
        if found is not None:
            self._vigil = asyncio.create_task(self._close_after(found))

    async def _subscribe(self, id: str, payload: Any) -> None:
        if not self._is_open:
            await self._wire.close(codes.UNAUTHORIZED, "Unauthorized")
            return
        try:
            parameters = Parameters.of(payload)
        except HttpRefusal as error:
            await self._wire.close(codes.INVALID, error.message)
            return
        payload.clear()  # our caller holds it, and of what it held we need no more
        most = self._settings.limit_socket_subscriptions
        if id in self._operations:
            await self._wire.close(codes.TWICE, f"Subscriber for {id} already exists")
        elif len(self._operations) >= most:
            sentence = f"At most {most} operations run on a socket at once."
            refused = coded(Code.RATE_LIMITED, sentence).formatted
            await self._wire.send(messages.error(id, [refused]))
        else:
            self._end.cancel()
            self._operations.begin(id, parameters, of_socket(self._websocket, self._token))

    def _rest(self) -> None:
        """An open socket on which nothing runs is closed after a while, pings or not."""
        if self._is_open and not len(self._operations):
            seconds = self._settings.limit_socket_idle_seconds
            self._close_in(seconds, codes.UNUSED, f"No operation for {seconds:g} seconds")

    def _close_in(self, seconds: float, code: int, reason: str) -> None:
        def close() -> None:
            self._closing = asyncio.create_task(self._wire.close(code, reason))

        self._end.set(seconds, close)

    async def _close_after(self, token: str) -> None:
        await session.end_of(self._websocket.app.state.services, token)
        await self._wire.close(codes.FORBIDDEN, ENDED)
