"""One line for each request, with its operation; never variables, tokens or emails."""

import contextvars
import logging
import random
import re
import sys
import time
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resolvers.data_export import PATH as SIGNED
from server.errors import OUTAGE_TOLD
from server.headers import EVERYWHERE
from server.metrics import UNDER_WAY, count_request

log = structlog.get_logger("aai.http")

OPERATIONS: contextvars.ContextVar[list[dict[str, Any]] | None] = contextvars.ContextVar(
    "operations", default=None
)
"""What there is to say of the operations of the request under way; None where there is none."""
OURS = "aai"
"""What the names of our own loggers begin with; `LOG_LEVEL` is theirs alone."""
JSON = structlog.processors.JSONRenderer()
LONGEST_PATH_CHARACTERS = 500
"""Characters of a path that are logged."""

CLIENT_GONE = 499
"""The status of a request whose client hung up before there was an answer, as nginx has it."""
_ids = random.Random()  # noqa: S311  # nobody gains by guessing one; the system's are dear
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def configure(level: str, *, as_json: bool, stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's loggers through one renderer, to `stream`."""
    stream = stream or sys.stderr
    _note_no_more_than_is_written()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    final: list[Any] = [structlog.processors.format_exc_info, _in_json]
    if not as_json:
        final = [
            _harmless,
            structlog.dev.ConsoleRenderer(
                colors=stream.isatty(), exception_formatter=_print_traceback
            ),
        ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    handler.addFilter(_is_ours_or_told)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))
    logging.getLogger(OURS).setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.getLogger("uvicorn.access").disabled = True  # RequestLog says the same and more
    logging.getLogger("uvicorn.error").addFilter(_without_query)
    logging.getLogger("strawberry.execution").disabled = True  # server.errors logs what matters


def _note_no_more_than_is_written() -> None:
    """What Python's "Logging HOWTO" names under "Optimization": nobody asks for any of it."""
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def _is_ours_or_told(record: logging.LogRecord) -> bool:
    """Below INFO libraries write whatever passes through them, passwords and tokens included."""
    return record.levelno >= logging.INFO or record.name.partition(".")[0] == OURS


def escaped(text: str) -> str:
    """`text` without what terminals obey, or show as another line or in another order."""
    if text.isprintable():
        return text
    return "".join(x if x.isprintable() else x.encode("unicode_escape").decode() for x in text)


def _in_json(logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
    """All but ASCII is escaped by the encoder, and of ASCII all but DEL."""
    return str(JSON(logger, name, event)).replace("\x7f", "\\u007f")


def _harmless(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: value if key == "exc_info" else _escaped(value) for key, value in event.items()}


def _escaped(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return escaped(value if isinstance(value, str) else repr(value))


def _print_traceback(stream: TextIO, exc_info: Any) -> None:
    """Without the values of variables, and set in, so that none of its lines looks like another."""
    text = "".join(traceback.format_exception(*exc_info)).rstrip("\n")
    stream.write("\n".join(f"    {escaped(line)}" for line in text.split("\n")))


def _without_query(record: logging.LogRecord) -> bool:
    """Uvicorn tells of each socket with its whole address, in which a token may have been sent."""
    message: object = record.msg  # an error itself, where there is nothing to add to it
    is_of_socket = isinstance(message, str) and message.startswith('%s - "WebSocket %s"')
    if is_of_socket and isinstance(record.args, tuple):
        client, address, *rest = record.args
        record.args = (client, str(address).partition("?")[0], *rest)
    return True


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
                path=_shown(scope["path"]),
                status=status,
                duration_ms=milliseconds(time.perf_counter() - started),
                **operation,
            )


def _shown(path: str) -> str:
    """Without what is as good as a password, for as long as it lasts."""
    return f"{SIGNED}…" if path.startswith(SIGNED) else path[:LONGEST_PATH_CHARACTERS]


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
