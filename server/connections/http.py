"""HTTP on a connection: uvicorn's protocol, and a limit of time and bytes for each of its phases.

A connection waits for a head, reads a body, waits for its answer to be taken, reads what is left of
the body, and is idle until the next head. By itself uvicorn waits without end in all but the last.
"""

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.connections import host
from server.connections.alarm import Alarm
from server.connections.intake import Inbox
from server.connections.refusal import written
from server.connections.registry import Connection, Connections
from server.http_refusal import HttpRefusal

PIECE_BYTES = 4096
"""Bytes that are taken apart at once: of the shortest lines and chunks, a thousand."""
LONGEST_HEAD_BYTES = 16 * 1024
"""Bytes of a request line and its headers, up to a piece more."""
MOST_REQUESTS_AHEAD = 16
"""Requests that a client may send before the one that is being answered is."""
FORM = b"multipart/form-data"
"""May bring a picture as well."""
GRACE_SECONDS = 1.0
"""Seconds that a connection gets for a request on its way, where it would be closed at once."""
RETRY_AFTER_SECONDS = "5"
LONG_HEAD = f"The headers are longer than {LONGEST_HEAD_BYTES} bytes."
NO_HTTP = "Invalid HTTP request received."
CROWDED = "There are too many connections; try again later."
FULL = "Too much is being received at the moment; try again later."


class HttpProtocol(HttpToolsProtocol):
    """Refuses what is too long, too slow, too much or no HTTP, in JSON as the application does."""

    def __init__(
        self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._connections: Connections = app_state["connections"]
        self._settings = self._connections.settings
        self._connection: Connection | None = None
        self._alarm = Alarm()
        self._is_in_head = True
        self._is_turned_away = False
        self._head = self._body = self._left = self._longest_body = self._held = 0
        self._inbox: Inbox

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = self.client[0] if self.client else None
        self._connection = self._connections.enter(transport, address, self)
        self._inbox = self._connections.inbox(transport, PIECE_BYTES, self._take, lambda: False)
        if self._connection is not None:
            self._await_head()
        elif self._connections.turn_away():
            self._is_turned_away = True
            self._alarm.set(GRACE_SECONDS, transport.close)
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._alarm.cancel()
        self._inbox.forget()
        self._unset_keepalive_if_required()
        if self._connection is not None:
            self._connections.leave(self._connection)
        elif self._is_turned_away:
            self._connections.turned_away()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._connections.make_room()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._connection is not None:
            self._connection.took()

    def data_received(self, data: bytes) -> None:
        """What was read is taken a piece at a time, and counts as held until then."""
        if self.transport.is_closing():
            return
        if self._connection is None:
            self._refuse(HttpRefusal(503, CROWDED, **{"Retry-After": RETRY_AFTER_SECONDS}))
            return
        self._inbox.put(data)
        if len(self._inbox) and not self._connections.hold(
            self._connection, self._held + len(self._inbox)
        ):
            self._refuse(full())

    def _take(self, data: bytes) -> None:
        """As uvicorn's `data_received`; an idle connection stays so until a head begins."""
        was_in_head = self._is_in_head
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._inbox.forget()  # who upgrades waits for the answer
            if self._should_upgrade():
                self.handle_websocket_upgrade()
            else:
                self._unsupported_upgrade_warning()
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause if isinstance(cause, HttpRefusal) else HttpRefusal(400, NO_HTTP))
        else:
            self._measure(len(data), is_head=was_in_head and self._is_in_head)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._body = 0
        self._await_head()

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._alarm.cancel()
        host.check(self.parser.get_http_version(), self.headers)
        self._longest_body = 2 * self._settings.limit_body_bytes
        if any(each[0] == b"content-type" and FORM in each[1].lower() for each in self.headers):
            self._longest_body += self._settings.limit_picture_bytes
        if len(self.pipeline) >= MOST_REQUESTS_AHEAD:
            sentence = f"At most {MOST_REQUESTS_AHEAD} requests may wait for their turn."
            raise HttpRefusal(503, sentence)
        super().on_headers_complete()
        if self._connections.is_draining and not self._is_upgrade:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        if not self._is_upgrade and not self.cycle.response_complete:
            if self._body > self._longest_body:
                raise HttpRefusal(413, "The request is too long.")
            self._hold(self._body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """An answer may be given before all of its request has come."""
        super().on_message_complete()
        if not self._is_upgrade and self.cycle.response_complete:
            self._await_next()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._unset_keepalive_if_required()
        if self.transport.is_closing() or not self.cycle.response_complete:
            return  # or it is the turn of a request that came ahead of it
        self._hold(0)
        if self.cycle.more_body:
            self._left = 0
            self._alarm.set(self._settings.limit_opening_seconds, self.transport.close)
        elif not self._is_in_head:
            self._await_next()

    @property
    def may_ask(self) -> bool:
        """Not while an answer is being sent, which may be a stream without an end."""
        is_answering = self.cycle is not None and self.cycle.response_started
        return not is_answering or self.cycle.response_complete

    def drain(self) -> None:
        if self.cycle is not None and not self.cycle.response_started:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """A request may be on its way: it is answered, if it comes soon."""
        if self.cycle is None or self.cycle.response_complete:
            self._alarm.set(GRACE_SECONDS, self.transport.close)
        else:
            self.cycle.keep_alive = False

    @property
    def _is_upgrade(self) -> bool:
        return bool(self.parser.should_upgrade() and self._should_upgrade())

    def _await_head(self) -> None:
        self._is_in_head, self._head = True, 0
        self._alarm.set(self._settings.limit_opening_seconds, self._give_up)

    def _await_next(self) -> None:
        self._alarm.set(self._settings.keep_alive_seconds, self.transport.close)

    def _give_up(self) -> None:
        """A connection that was never used is closed without a word."""
        if self.scope is None:
            self.transport.close()
        else:
            self._refuse(HttpRefusal(408, "The headers did not arrive in time."))

    def _measure(self, size: int, *, is_head: bool) -> None:
        """Count what came of a head, or after an answer of what is left of its request."""
        if is_head:
            self._head += size
            if self._head > LONGEST_HEAD_BYTES:
                self._refuse(HttpRefusal(431, LONG_HEAD))
        elif self.cycle is not None and self.cycle.response_complete and self.cycle.more_body:
            self._left += size
            if self._left > self._settings.limit_body_bytes:
                self.transport.close()

    def _hold(self, size: int) -> None:
        assert self._connection is not None
        self._held = size
        if not self._connections.hold(self._connection, size + len(self._inbox)) and size:
            raise full()

    def _refuse(self, refused: HttpRefusal) -> None:
        """Answer, unless that would be in the middle of another answer, and hang up."""
        self._alarm.cancel()
        if self.transport.is_closing():
            return
        if self.may_ask and not self.pipeline:
            if self.cycle is not None:  # the application may have begun to read the request
                self.cycle.disconnected = True
                self.cycle.message_event.set()
            self.transport.write(written(refused, self.server_state.default_headers))
        self.transport.close()


def full() -> HttpRefusal:
    """What is told to whoever sends more than can be held."""
    return HttpRefusal(503, FULL, **{"Retry-After": RETRY_AFTER_SECONDS})
