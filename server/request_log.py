"""One line for each request, with its operations; never variables, tokens or emails."""

import contextvars
import random
import re
import time
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import OUTAGE_TOLD
from server.headers import EVERYWHERE
from server.logs import shown
from server.metrics import UNDER_WAY, count_request

log = structlog.get_logger("aai.http")

OPERATIONS: contextvars.ContextVar[list[dict[str, Any]] | None] = contextvars.ContextVar(
    "operations", default=None
)
"""What there is to say of the operations of the request under way; None where there is none."""

CLIENT_GONE = 499
"""The status of a request whose client hung up before there was an answer, as nginx has it."""
_ids = random.Random()  # noqa: S311  # nobody gains by guessing one; the system's are dear
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class RequestLog:
    """ASGI middleware: a request id for every line and for the client, and one line a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, _with_headers(send))
            return
        request_id = _request_id(Headers(scope=scope))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        OUTAGE_TOLD.set([])
        operations: list[dict[str, Any]] = []
        OPERATIONS.set(operations)
        started = time.perf_counter()
        status: int | None = None

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers.update(EVERYWHERE)
            await send(message)

        try:
            with UNDER_WAY.track_inprogress():
                await self._app(scope, receive, send_with_id)
        except Exception:
            status = 500
            raise
        finally:
            status = status or CLIENT_GONE
            count_request(scope["method"], status)
            of_batch = operations if len(operations) > 1 else []
            for operation in of_batch:
                log.info("operation", **operation)
            (operation,) = operations if len(operations) == 1 else ({},)
            log.info(
                "request",
                method=scope["method"],
                path=shown(scope["path"]),
                status=status,
                duration_ms=milliseconds(time.perf_counter() - started),
                **operation,
            )


def note_operation(**facts: Any) -> None:
    """Have the line of its request say what an operation did; without a request, say it now."""
    operations = OPERATIONS.get()
    if operations is None:
        log.info("operation", **facts)
    else:
        operations.append(facts)


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _with_headers(send: Send) -> Send:
    """For sockets, whose answers are few."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] in {"websocket.accept", "websocket.http.response.start"}:
            MutableHeaders(scope=message).update(EVERYWHERE)
        await send(message)

    return send_with_headers


def _request_id(headers: Headers) -> str:
    sent = headers.get("x-request-id", "")
    return sent if REQUEST_ID.fullmatch(sent) else f"{_ids.getrandbits(128):032x}"
