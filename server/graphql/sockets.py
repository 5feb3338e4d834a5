"""GraphQL over WebSocket: the protocol graphql-transport-ws, and no other.

The token comes with the first message, or with the request that opens the socket, from programs,
which choose its headers. What ends with its token is closed with 4403, after which clients come
back with a new one; 4401, which they take for final, is for who subscribes before the first
message. Every operation has a context of its own, as if it had come by HTTP.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from types import NoneType
from typing import Any

import structlog
from starlette.websockets import WebSocket
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)

from resolvers import session
from server.codes import Code
from server.connections.alarm import Alarm
from server.connections.pace import Pace
from server.errors import Refused, coded
from server.graphql import socket_token
from server.graphql.context import of_socket
from server.graphql.engine import Engine
from server.graphql.requests import Asked
from server.graphql.wire import Wire
from server.origins import Origins
from server.settings import Settings

UNAUTHORIZED, FORBIDDEN, UNKNOWN_PROTOCOL = 4401, 4403, 4406
TYPES = {"connection_init", "ping", "pong", "subscribe", "complete"}
"""What a client may send."""
BAD_TOKEN = "The access token is not valid"  # noqa: S105
ENDED = "The session or its access token has ended"
UNUSED = 4408
"""As the protocol has it for a late first message: clients with something to ask come back."""


class Opener:
    """Where sockets are opened."""

    def __init__(self, engine: Engine, settings: Settings, origins: Origins) -> None:
        """`origins`: whose pages may come, besides our own."""
        self._engine = engine
        self._settings = settings
        self._origins = origins

    async def open(self, websocket: WebSocket) -> None:
        if not self._welcomes(websocket):
            await websocket.close()  # before it is accepted: HTTP 403
            return
        if GRAPHQL_TRANSPORT_WS_PROTOCOL not in websocket["subprotocols"]:
            await websocket.accept()
            await websocket.close(UNKNOWN_PROTOCOL, "Subprotocol not acceptable")
            return
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(16))
        await websocket.accept(GRAPHQL_TRANSPORT_WS_PROTOCOL)
        await Socket(websocket, self._engine, self._settings).handle()

    def _welcomes(self, websocket: WebSocket) -> bool:
        """No page of another origin; programs, which send no origin, are asked for a token."""
        origin = websocket.headers.get("origin")
        return origin is None or self._origins.welcomes(origin, websocket.headers.get("host"))


class Socket(BaseGraphQLTransportWSHandler[Any, None]):
    """One socket: Strawberry's handler, with our engine and our refusals."""

    def __init__(self, websocket: WebSocket, engine: Engine, settings: Settings) -> None:
        super().__init__(
            view=None,  # type: ignore[arg-type]
            websocket=Wire(websocket, settings.limit_body_bytes),
            context=None,
            root_value=None,
            schema=engine.schema,
            connection_init_wait_timeout=timedelta(seconds=settings.limit_opening_seconds),
        )
        self._engine = engine
        self._connection = websocket
        self._most = settings.limit_socket_subscriptions
        self._token: str | None = None
        self._vigil: asyncio.Task[None] | None = None
        self._pace = Pace(settings.limit_socket_messages)
        self._idle, self._most_idle = Alarm(), settings.limit_socket_idle_seconds
        self._closing: asyncio.Task[None] | None = None

    async def handle_message(self, message: Any) -> None:
        """Whatever is no message of the protocol closes the socket; what comes too fast waits."""
        if late := self._pace.late():
            await asyncio.sleep(late)
        if _is_message(message):
            await super().handle_message(message)
            message.clear()  # our caller holds it until the next one comes
        else:
            await self.handle_invalid_message("Not a message of graphql-transport-ws")

    async def handle_connection_init(self, message: Any) -> None:
        """Take the token, if there is one, and keep an eye on its session."""
        assert self.connection_init_timeout_task is not None
        self.connection_init_timeout_task.cancel()
        if self.connection_init_received:
            await self.websocket.close(4429, "Too many initialisation requests")
            return
        header = self._connection.headers.get("authorization")
        try:
            token = socket_token.find(message.get("payload") or {}, header)
        except socket_token.Misplaced:
            await self.handle_invalid_message(socket_token.PLACE)
            return
        if token is None or await self._is_good(token):
            self.connection_init_received = self.connection_acknowledged = True
            self._token = token
            await self.send_message({"type": "connection_ack"})
            self._rest()
            if token is not None:
                self._vigil = asyncio.create_task(self._close_after(token))
        else:
            await self.websocket.close(FORBIDDEN, BAD_TOKEN)

    async def handle_subscribe(self, message: Any) -> None:
        if not self.connection_acknowledged:
            await self.websocket.close(UNAUTHORIZED, "Unauthorized")
            return
        try:
            asked = Asked.of(message["payload"])
        except Refused as error:
            await self.handle_invalid_message(error.message)
            return
        message["payload"].clear()  # our caller holds it, and of what it held we need no more
        if message["id"] in self.operations:
            await self.websocket.close(4409, f"Subscriber for {message['id']} already exists")
        elif len(self.operations) >= self._most:
            sentence = f"At most {self._most} operations run on a socket at once."
            refused: Any = coded(Code.RATE_LIMITED, sentence).formatted
            await self.send_message({"id": message["id"], "type": "error", "payload": [refused]})
        else:
            self._idle.cancel()
            operation = Operation(self, message["id"], "", None, None)
            self.operations[operation.id] = operation
            operation.task = asyncio.create_task(self._run(operation, asked))
            operation.task.add_done_callback(self._task_done)

    async def shutdown(self) -> None:
        if self._vigil is not None:
            self._vigil.cancel()
        await super().shutdown()
        self._idle.cancel()

    def _task_done(self, task: asyncio.Task[None]) -> None:
        super()._task_done(task)
        if self.connection_acknowledged and not self.operations:
            self._rest()

    def _rest(self) -> None:
        """A socket on which nothing runs is closed after a while, pings or not."""
        self._idle.set(self._most_idle, self._close_unused)

    def _close_unused(self) -> None:
        sentence = f"No operation for {self._most_idle:g} seconds"
        self._closing = asyncio.create_task(self.websocket.close(UNUSED, sentence))

    async def _run(self, operation: Operation[Any, None], asked: Asked) -> None:
        """Send what the engine answers, part by part."""
        context = of_socket(self._connection, self._token)
        async with contextlib.aclosing(self._engine.stream(asked, context)) as answers:
            async for answer in answers:
                if answer.is_refusal:
                    await self._refuse(operation, answer.body)
                    return
                await self._send(operation, "next", answer.body)
        await operation.send_operation_message({"id": operation.id, "type": "complete"})

    async def _refuse(self, operation: Operation[Any, None], body: Mapping[str, Any]) -> None:
        await self._send(operation, "error", body["errors"])

    async def _send(self, operation: Operation[Any, None], type: str, payload: Any) -> None:
        message: Any = {"id": operation.id, "type": type, "payload": payload}
        await operation.send_operation_message(message)

    async def _is_good(self, token: str) -> bool:
        return await session.is_good(self._connection.app.state.services, token)

    async def _close_after(self, token: str) -> None:
        await session.end_of(self._connection.app.state.services, token)
        await self.websocket.close(FORBIDDEN, ENDED)


def _is_message(message: Any) -> bool:
    """Whether it is one of the protocol: its type is known, and what it has is what that has."""
    if not isinstance(message, dict) or not isinstance(type_ := message.get("type"), str):
        return False
    if type_ in {"subscribe", "complete"}:
        return isinstance(message.get("id"), str) and message["id"] != ""
    return type_ in TYPES and isinstance(message.get("payload"), (dict, NoneType))
