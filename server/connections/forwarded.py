"""ASGI middleware: behind a proxy a connection is the proxy's, so what is under way is counted."""

from collections import Counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from auth.networks import network
from server import accept
from server.connections.http import CROWDED, RETRY_AFTER_SECONDS
from server.http_refusal import HttpRefusal


class Forwarded:
    """Refuses more than `most` requests and sockets at once from one address that was forwarded."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._under_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or scope["client"] is None:
            await self._app(scope, receive, send)
            return
        address = network(scope["client"][0])
        if self._under_way[address] >= self._most:
            await _refuse(scope, receive, send)
            return
        self._under_way[address] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way[address] -= 1
            if not self._under_way[address]:
                del self._under_way[address]


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    refused = HttpRefusal(503, CROWDED, **{"Retry-After": RETRY_AFTER_SECONDS})
    response = refused.response(accept.of(Headers(scope=scope)))
    if scope["type"] == "http":
        await response(scope, receive, send)
    else:
        await WebSocket(scope, receive, send).send_denial_response(response)
