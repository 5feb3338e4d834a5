"""The `Host` header: what HTTP/1.1 demands of it (RFC 9112 §3.2)."""

import re
from collections.abc import Iterable

from server.errors import Refused

NAME = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+;=-]|%[0-9A-Fa-f]{2}){1,255}")
"""A name in a URI (RFC 3986 §3.2.2), but for the comma, which joins two hosts in one header."""
LITERAL = re.compile(rb"\[[0-9A-Fa-f:.]{2,45}\]")
PORT = re.compile(rb"[0-9]{0,5}")
LONGEST = 1024
"""Bytes of a header that is looked at."""


def check(version: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Refused unless a request names its host exactly once; HTTP/1.0 need not."""
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1:
        raise Refused(400, "The request has more than one `Host` header.")
    if not hosts and version != "1.0":
        raise Refused(400, "The request has no `Host` header.")
    if hosts and not _is_valid(hosts[0].strip(b" \t")):
        raise Refused(400, "The `Host` header is no host with an optional port.")


def _is_valid(host: bytes) -> bool:
    if len(host) > LONGEST:
        return False
    end = host.find(b"]") + 1 if host.startswith(b"[") else host.find(b":")
    name, rest = (host, b"") if end < 0 else (host[:end], host[end:])
    if rest and not (rest.startswith(b":") and _is_port(rest[1:])):
        return False
    return bool(LITERAL.fullmatch(name) or NAME.fullmatch(name))


def _is_port(digits: bytes) -> bool:
    return bool(PORT.fullmatch(digits)) and int(digits or b"0") < 65536
