"""What pages of other origins may ask, and the refusal of all others, like any other refusal."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server import accept
from server.headers import COST_HEADER, PREFLIGHT_HEADERS
from server.http_refusal import HttpRefusal
from server.origins import Origins

SENT_BY_CLIENTS = (
    "Authorization",
    "X-Request-ID",
    COST_HEADER,
    *PREFLIGHT_HEADERS,
    # which client it is
    "Apollographql-Client-Name",
    "Apollographql-Client-Version",
    "GraphQL-Client-Name",
    "GraphQL-Client-Version",
    # traces: W3C and Sentry
    "Traceparent",
    "Tracestate",
    "Baggage",
    "Sentry-Trace",
)
"""Headers that a page may send besides those that need no leave."""
PREFIX = "access-control-"


class Cors(CORSMiddleware):
    def __init__(self, app: ASGIApp, origins: Origins, more_headers: Sequence[str] = ()) -> None:
        super().__init__(
            app,
            allow_origins=["*"] if origins.everyone else (),
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=[*SENT_BY_CLIENTS, *more_headers],
            expose_headers=["X-Request-ID", "Retry-After"],
        )
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page that may not read its answer is told so in the log."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and headers.get("sec-fetch-site") != "same-origin":
                self._origins.welcomes(origin, headers.get("host"))
        await super().__call__(scope, receive, send)

    def is_allowed_origin(self, origin: str) -> bool:
        return self._origins.admits(origin)

    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        if response.status_code == 200:
            return response
        refused = HttpRefusal(response.status_code, f"{bytes(response.body).decode()}.")
        answer = refused.response(accept.of(request_headers))
        answer.headers.update(
            {name: value for name, value in response.headers.items() if name.startswith(PREFIX)}
        )
        answer.headers.add_vary_header(response.headers["vary"])
        return answer
