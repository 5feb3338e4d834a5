"""Where sockets are opened: for pages that are welcome, and for one protocol alone."""

import secrets

import structlog
from starlette.websockets import WebSocket

from server.graphql.pipeline import Pipeline
from server.graphql.websocket.codes import UNKNOWN_PROTOCOL
from server.graphql.websocket.socket import Socket
from server.origins import Origins
from server.settings import Settings

PROTOCOL = "graphql-transport-ws"


class Opener:
    def __init__(self, pipeline: Pipeline, settings: Settings, origins: Origins) -> None:
        """`origins`: whose pages may come, besides our own."""
        self._pipeline = pipeline
        self._settings = settings
        self._origins = origins

    async def open(self, websocket: WebSocket) -> None:
        if not self._welcomes(websocket):
            await websocket.close()  # before it is accepted: HTTP 403
            return
        if PROTOCOL not in websocket["subprotocols"]:
            await websocket.accept()
            await websocket.close(UNKNOWN_PROTOCOL, "Subprotocol not acceptable")
            return
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(16))
        await websocket.accept(PROTOCOL)
        await Socket(websocket, self._pipeline, self._settings).serve()

    def _welcomes(self, websocket: WebSocket) -> bool:
        """No page of another origin; programs, which send no origin, are asked for a token."""
        origin = websocket.headers.get("origin")
        return origin is None or self._origins.welcomes(origin, websocket.headers.get("host"))
