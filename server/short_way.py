"""ASGI middleware: what is asked most is answered before the routes are looked through."""

from starlette.types import ASGIApp, Receive, Scope, Send


class ShortWay:
    def __init__(self, app: ASGIApp, path: str, endpoint: ASGIApp) -> None:
        """`endpoint` answers all HTTP requests to `path`, and lets no exception of HTTP out."""
        self._app = app
        self._path = path
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_short = scope["type"] == "http" and scope["path"] == self._path
        await (self._endpoint if is_short else self._app)(scope, receive, send)
