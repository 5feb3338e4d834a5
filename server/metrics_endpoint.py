"""`GET /metrics`: on the public port, on one of its own, behind a token, or nowhere.

In production nobody reads what the server does unless METRICS_PORT or METRICS_TOKEN is set.
"""

import secrets
from collections.abc import Callable

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from server.codes import Code
from server.graphql.context import token_in
from server.metrics import exposition
from server.settings import Settings

PATH = "/metrics"
LOCKED = {
    "errors": [
        {
            "message": "Send METRICS_TOKEN as a bearer token.",
            "extensions": {"code": Code.UNAUTHENTICATED},
        }
    ]
}
CHALLENGE = {"WWW-Authenticate": "Bearer"}


def is_public(settings: Settings) -> bool:
    """Whether the port that GraphQL is on has it: in development, or with a token."""
    if settings.metrics_port is not None:
        return False
    return settings.in_development or bool(settings.metrics_token)


def endpoint(settings: Settings) -> Callable[[Request], Response]:
    """What answers it on the public port, in a thread."""

    def metrics(request: Request) -> Response:
        if not is_let_in(settings, request.headers.get("authorization")):
            return JSONResponse(LOCKED, 401, headers=CHALLENGE)
        return Response(exposition(), media_type=CONTENT_TYPE_LATEST)

    return metrics


def is_let_in(settings: Settings, authorization: str | None) -> bool:
    """Whether a request has the token, where one is asked for."""
    sent = (token_in(authorization) or "").encode("latin-1", "replace")
    expected = settings.metrics_token.encode()
    return not expected or secrets.compare_digest(sent, expected)
