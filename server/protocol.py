"""HTTP on the wire: uvicorn's protocol, which by itself waits for a head of any length for ever."""

import asyncio
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from server.encoding import encode
from server.errors import Refused

LONGEST_HEAD = 64 * 1024
"""Bytes of a request line and its headers, besides those of the first read (256 KiB at most)."""
PATIENCE = 10
"""Seconds that a head may take."""


class Protocol(HttpToolsProtocol):
    """Refuses what is too long, too slow or no HTTP, in JSON as the application does."""

    _head = 0
    _in_head = True
    _alarm: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_alarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        was_in_head = self._in_head
        super().data_received(data)
        if was_in_head and self._in_head:
            self._head += len(data)
            if self._head > LONGEST_HEAD:
                status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                self._refuse(status, f"The headers are longer than {LONGEST_HEAD} bytes.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._cancel_alarm()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _await_head(self) -> None:
        self._in_head, self._head = True, 0
        self._cancel_alarm()
        self._alarm = self.loop.call_later(PATIENCE, self._give_up)

    def _cancel_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self) -> None:
        """A connection that was never used is closed without a word."""
        if self.scope is None:
            self.transport.close()
        self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The headers did not arrive in time.")

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Answer, unless that would be in the middle of another answer, and hang up."""
        self._cancel_alarm()
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            body = encode(Refused(status, message).body)
            headers = [
                *self.server_state.default_headers,
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
            ]
            lines = b"".join(b"%b: %b\r\n" % header for header in headers)
            self.transport.write(STATUS_LINE[status] + lines + b"\r\n" + body)
        self.transport.close()
