"""How lines of the log are written: ours and those of libraries, as JSON or for people."""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog

from resolvers.data_export import PATH as SIGNED

OURS = "aai"
"""What the names of our own loggers begin with; `LOG_LEVEL` is theirs alone."""
LONGEST_PATH_CHARACTERS = 500
"""Characters of a path that are logged."""
JSON = structlog.processors.JSONRenderer()


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


def _note_no_more_than_is_written() -> None:
    """Let records look up nothing that no line shows ("Logging HOWTO", "Optimization")."""
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


def shown(path: str) -> str:
    """The path as it is logged: what signs an address is as good as a password while it lasts."""
    return f"{SIGNED}…" if path.startswith(SIGNED) else path[:LONGEST_PATH_CHARACTERS]


def _without_query(record: logging.LogRecord) -> bool:
    """Uvicorn tells of each socket with its whole address, in which a token may have been sent."""
    message: object = record.msg  # an error itself, where there is nothing to add to it
    is_of_socket = isinstance(message, str) and message.startswith('%s - "WebSocket %s"')
    if is_of_socket and isinstance(record.args, tuple):
        client, address, *rest = record.args
        record.args = (client, shown(str(address).partition("?")[0]), *rest)
    return True
