"""The `Host` header: what HTTP/1.1 demands of it (RFC 9112 §3.2)."""

import re
from collections.abc import Iterable

from server.http_refusal import HttpRefusal

NAME = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+;=-]|%[0-9A-Fa-f]{2}){1,255}")
"""A name in a URI (RFC 3986 §3.2.2), but for the comma, which joins two hosts in one header."""
LITERAL = re.compile(r"\[[0-9A-Fa-f:.]{2,45}\]")
LONGEST_PORT_DIGITS = 5
LONGEST_BYTES = 1024
"""Bytes of a header that is looked at."""


def check(version: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """HttpRefusal unless a request names its host exactly once; HTTP/1.0 need not."""
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1:
        raise HttpRefusal(400, "The request has more than one `Host` header.")
    if not hosts and version != "1.0":
        raise HttpRefusal(400, "The request has no `Host` header.")
    if hosts and not _is_valid(hosts[0].decode("latin-1").strip(" \t")):
        raise HttpRefusal(400, "The `Host` header is no host with an optional port.")


def _is_valid(host: str) -> bool:
    if len(host) > LONGEST_BYTES:
        return False
    end = host.find("]") + 1 if host.startswith("[") else host.find(":")
    name, rest = (host, "") if end < 0 else (host[:end], host[end:])
    if rest and not (rest.startswith(":") and _is_port(rest[1:])):
        return False
    return bool(LITERAL.fullmatch(name) or NAME.fullmatch(name))


def _is_port(digits: str) -> bool:
    if len(digits) > LONGEST_PORT_DIGITS or not all("0" <= digit <= "9" for digit in digits):
        return False
    return int(digits or "0") < 65536
