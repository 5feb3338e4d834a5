"""A refusal as bytes, for what no application has seen; it says what the application would say."""

from collections.abc import Iterable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from server.encoding import encode
from server.headers import EVERYWHERE
from server.http_refusal import HttpRefusal


def written(refused: HttpRefusal, default_headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The whole answer, after which the connection is closed."""
    body = encode(refused.body)
    headers = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "connection": "close",
        **EVERYWHERE,
        **refused.headers,
    }
    ours = ((name.lower().encode(), value.encode()) for name, value in headers.items())
    lines = b"".join(b"%b: %b\r\n" % header for header in (*default_headers, *ours))
    return STATUS_LINE[refused.status] + lines + b"\r\n" + body
