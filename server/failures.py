"""ASGI middleware: what nobody foresaw leaves as an error with a code, wherever it comes from."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import accept
from server.errors import unexpected
from server.http_refusal import failed


class Failures:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if has_begun:
                raise
            accepted = accept.of(Headers(scope=scope))
            await failed(unexpected(error), 500, accepted)(scope, receive, send)
