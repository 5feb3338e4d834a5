"""METRICS_PORT: `/metrics` on a port of its own, served beside the application and its clients."""

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST

from server.encoding import encode
from server.headers import EVERYWHERE
from server.http_refusal import HttpRefusal
from server.metrics import exposition
from server.metrics_endpoint import CHALLENGE, LOCKED, PATH, is_let_in, is_public
from server.settings import Settings

PATIENCE_SECONDS = 10
"""Seconds that a connection to it lasts at most."""
MOST_CONNECTIONS = 16
"""Connections to it at once, each of which has a thread; others are closed without a word."""

log = structlog.get_logger("aai.metrics")


@contextmanager
def served(settings: Settings) -> Iterator[None]:
    """Serve it on METRICS_PORT, if there is one, as every worker does; any may answer."""
    if settings.metrics_port is None:
        if not is_public(settings):
            log.info("metrics are not served: set METRICS_PORT or METRICS_TOKEN")
        yield
        return
    server = listen(settings)
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def claim(settings: Settings, port: int) -> None:
    """SystemExit with a sentence where METRICS_PORT cannot be had, before any worker starts.

    `port` is the public one, which nobody listens on yet.
    """
    if settings.metrics_port == port:
        raise SystemExit("METRICS_PORT is the port that GraphQL is served on: choose another.")
    if settings.metrics_port is not None:
        try:
            listen(settings, alone=True).server_close()
        except OSError as error:
            where = "METRICS_PORT on METRICS_HOST"
            raise SystemExit(f"{where} cannot be listened on: {error.strerror}.") from None


def listen(settings: Settings, *, alone: bool = False) -> TCPServer:
    """A server on the port of its own; OSError where others have it, with `alone` workers too."""
    host = settings.metrics_host
    features = {
        "address_family": socket.AF_INET6 if ":" in host else socket.AF_INET,
        "allow_reuse_port": not alone,
    }
    server: type[TCPServer] = type("Server", (_Server,), features)
    return server((host, settings.metrics_port or 0), type("Get", (_Get,), {"settings": settings}))


class _Server(ThreadingMixIn, TCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def server_activate(self) -> None:
        self._since: dict[Any, float] = {}
        super().server_activate()

    def process_request(self, request: Any, client_address: Any) -> None:
        if len(self._since) >= MOST_CONNECTIONS:
            self.shutdown_request(request)
            return
        self._since[request] = time.monotonic()
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._since.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Hang up on whoever takes too long, however they fill the time; asked now and then."""
        super().service_actions()
        oldest = time.monotonic() - PATIENCE_SECONDS
        for request, since in self._since.copy().items():
            if since < oldest:
                with suppress(OSError):  # it has gone by itself
                    request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours."""
        if not isinstance(sys.exception(), OSError):
            log.error("unexpected error", exc_info=sys.exception())


class _Get(BaseHTTPRequestHandler):
    """One request, without what would slow it down or tell of us."""

    timeout = PATIENCE_SECONDS
    default_request_version = "HTTP/1.0"
    """What is none of HTTP is answered with headers, too."""
    settings: Settings

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != PATH:
            self._refuse(404, "There is /metrics here, and nothing else.")
        elif is_let_in(self.settings, self.headers.get("Authorization")):
            self._answer(200, exposition(), CONTENT_TYPE_LATEST)
        else:
            self._answer(401, encode(LOCKED), "application/json", **CHALLENGE)

    do_HEAD = do_GET  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library refuses: nothing of what was sent is repeated."""
        self.close_connection = True
        if code == HTTPStatus.NOT_IMPLEMENTED:
            self._refuse(405, "Metrics are read by GET.", Allow="GET, HEAD")
        else:
            self._refuse(code, f"{HTTPStatus(code).phrase}.")

    def _refuse(self, status: int, message: str, **headers: str) -> None:
        body = encode(HttpRefusal(status, message).body)
        self._answer(status, body, "application/json", **headers)

    def _answer(self, status: int, body: bytes, media_type: str, **headers: str) -> None:
        self.send_response_only(status)
        for name, value in {"Content-Type": media_type, **EVERYWHERE, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Prometheus asks every few seconds."""
