"""WebSockets on a connection: uvicorn's protocol, with limits of time and bytes for messages.

What a socket is used for, and for how long it may be used for nothing, is the business of
`server.graphql.websocket`.
"""

import logging
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Response
from websockets.server import ServerProtocol

from server.connections.alarm import Alarm
from server.connections.http import RETRY_AFTER_SECONDS
from server.connections.intake import Inbox
from server.connections.pace import Pace
from server.connections.registry import Connection, Connections
from server.encoding import encode
from server.headers import EVERYWHERE
from server.http_refusal import HttpRefusal

PIECE_BYTES = 1024
"""Bytes that are taken apart at once: 170 empty frames, of which each takes ten microseconds."""
MOST_AFTER_CLOSE_BYTES = 64 * 1024
"""Bytes that may come before the client's own closing frame, once it was sent ours."""
MOST_FRAGMENTS = 1000
"""Frames of one message; they may be empty."""
COUNTED = {Opcode.PING, Opcode.PONG, Opcode.CONT}
"""Frames that no application sees, and can slow down."""
CLOSING = "The server is about to end; connect to another one."


class Handshake(ServerProtocol):
    """Messages are never compressed, since a kilobyte may hold a megabyte; refusals are JSON."""

    def reject(self, status: Any, text: str) -> Response:
        response = super().reject(status, text)
        sentence = text.partition("\n")[0].rstrip(".") or HTTPStatus(status).phrase
        response.body = encode(HttpRefusal(response.status_code, f"{sentence}.").body)
        for name in ("Content-Type", "Content-Length"):
            del response.headers[name]
        response.headers["Content-Type"] = "application/json"
        response.headers["Content-Length"] = str(len(response.body))
        for name, value in EVERYWHERE.items():
            response.headers[name] = value
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return response


class SocketProtocol(WebSocketsSansIOProtocol):
    """Closes what is too slow or too much; what a client does not read, it is not sent."""

    def __init__(
        self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._connections: Connections = app_state["connections"]
        self._settings = self._connections.settings
        self._connection: Connection | None = None
        self._alarm = Alarm()
        self._pace = Pace(self._settings.limit_socket_messages)
        self._inbox: Inbox
        self._after_close = 0
        self.conn = Handshake(
            max_size=self._settings.limit_body_bytes, logger=logging.getLogger("websockets.server")
        )

    def connection_made(self, transport: Any) -> None:
        """Take the connection over from HTTP."""
        super().connection_made(transport)
        self._connection = self._connections.of(transport)
        self._inbox = self._connections.inbox(
            transport, PIECE_BYTES, self._take, lambda: self.read_paused
        )
        self._connection.speaker = self
        self._connections.hold(self._connection, 0)

    def connection_lost(self, exc: Exception | None) -> None:
        self._alarm.cancel()
        self._inbox.forget()
        if self._connection is not None:
            self._connections.leave(self._connection)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._connections.make_room()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._connection is not None:
            self._connection.took()
        self._go_on()

    def data_received(self, data: bytes) -> None:
        """What was read is taken a piece at a time; the head is whole, and comes from HTTP."""
        if self.transport.is_closing():
            return
        if self.handshake_initiated:
            self._inbox.put(data)
            return
        super().data_received(data)
        if not self.handshake_initiated:  # the head was too much for the library, which answered
            refusal = b"".join(self.conn.data_to_send())
            self.transport.write(refusal or self.conn.reject(400, "").serialize())
            self.transport.close()

    def _take(self, data: bytes) -> None:
        if self.close_sent:
            self._after_close += len(data)
            if self._after_close > MOST_AFTER_CLOSE_BYTES:
                self.transport.close()
                return
        super().data_received(data)
        if not self.transport.is_closing() and not self.close_sent:
            self._wait_for_the_rest()
            self._wait_for_the_reader()

    async def receive(self) -> Any:
        """The next message, in a turn that has time for it; then what is left is read."""
        await self._connections.intake.begin(self._inbox.address)
        message = await self.queue.get()
        self._go_on()
        return message

    def _go_on(self) -> None:
        """Read on once the application has taken all that is whole."""
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self._inbox.go_on()

    async def send(self, message: Any) -> None:
        """Uvicorn takes an application that refuses a socket with a response for a broken one."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            self.handshake_complete = True

    def handle_connect(self, event: Any) -> None:
        if not self._connections.is_draining:
            super().handle_connect(event)
            return
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        self.conn.send_response(self.conn.reject(HTTPStatus.SERVICE_UNAVAILABLE, CLOSING))
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()

    def handle_events(self) -> None:
        """Pings and pieces of messages are answered here, so that here is who counts them."""
        for event in self.conn.events:
            if isinstance(event, Frame) and event.opcode in COUNTED and self._pace.late():
                self._fail(CloseCode.POLICY_VIOLATION, "Frames come too fast")
                self.transport.close()  # also where the client's own closing frame is awaited
                return
        super().handle_events()

    def handle_cont(self, event: Frame) -> None:
        super().handle_cont(event)
        if len(self.frames) > MOST_FRAGMENTS:
            self._fail(CloseCode.MESSAGE_TOO_BIG, f"A message has at most {MOST_FRAGMENTS} frames")

    def send_receive_event_to_app(self) -> None:
        """A message is whole; a text that is none is nothing to write a trace of."""
        self._alarm.cancel()
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self._fail(CloseCode.INVALID_DATA, "A text message is in UTF-8")
                return
        super().send_receive_event_to_app()

    @property
    def may_ask(self) -> bool:
        """What is asked on a socket is asked anew on another one, when it is closed."""
        return False

    def drain(self) -> None:
        """Sockets are closed at the end, and come back to another server."""

    def _wait_for_the_rest(self) -> None:
        """A message that has begun is whole in time, or the socket is closed."""
        assert self._connection is not None
        begun = len(self.conn.reader.buffer) + (self.conn.current_size or 0)
        if not begun and self.conn.current_size is None:
            self._alarm.cancel()
        elif not self._alarm.is_set:
            self._alarm.set(self._settings.limit_seconds, self._give_up)
        held = begun + len(self._inbox)
        if not self._connections.hold(self._connection, held) and held:
            self._fail(CloseCode.TRY_AGAIN_LATER, "Too much is being received at the moment")

    def _wait_for_the_reader(self) -> None:
        """Who does not read is not read: answers to pings would pile up."""
        if not self.writable.is_set() and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def _give_up(self) -> None:
        self._fail(CloseCode.POLICY_VIOLATION, "A message did not arrive in time")

    def _fail(self, code: CloseCode, reason: str) -> None:
        self._alarm.cancel()
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.fail(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
