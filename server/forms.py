"""What the text of a setting may look like; a refusal says that, and never repeats the text."""

import ipaddress
import re
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import limits
from strawberry.http.websocket_origin import normalize_allowed_origins

from base.domain import ascii_domain
from base.redis_link import connect
from mail.carriers import Smtp

RATE = "must read like 5/minute or 5 per 10 minutes, and allow at least one try"
ORIGINS = (
    "must hold origins such as https://app.example.com, with a scheme and no path,"
    " separated by commas; or * alone"
)
HEADERS = "must name headers, such as X-Tenant, separated by commas"
HEADER = re.compile(r"[A-Za-z0-9!#$%&'+.^_`|~-]{1,100}")
PROXIES = "must hold addresses or networks such as 10.0.0.0/8, separated by commas; or * alone"
REDIS = "must be an address such as redis://host:6379/0, rediss://… or redis+unix:///path"
SITE = "must be an address such as https://app.example.com, with no query and no slash at its end"
LINK_PATH = "must be a path such as /verify?token={token}, with {token} in it once"
SENDER = "must read like accounts@example.com, or like Accounts <accounts@example.com>"
SHORTEST_TOKEN_CHARACTERS = 16
SCHEMES = ("redis://", "rediss://", "redis+unix://")


def names(value: object) -> object:
    """A list is written with commas."""
    if isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    return value


def rate(value: str) -> str:
    try:
        item = limits.parse(value)
        fits = item.amount >= 1 and item.get_expiry() >= 1
    except (ValueError, OverflowError):
        fits = False
    if not fits:
        raise ValueError(RATE)
    return value


def token(value: str) -> str:
    if value and len(value) < SHORTEST_TOKEN_CHARACTERS:
        raise ValueError(f"must have at least {SHORTEST_TOKEN_CHARACTERS} characters")
    return value


def origins(values: list[str]) -> list[str]:
    """As browsers send them: in lower case, with A-labels, without a slash or the usual port."""
    if "*" in values and len(values) > 1:
        raise ValueError(ORIGINS)
    try:
        found = [*dict.fromkeys(_origin(value) for value in values)]
    except ValueError:
        raise ValueError(ORIGINS) from None
    return found


def _origin(value: str) -> str:
    (normal,) = normalize_allowed_origins([value])
    scheme, _, host = normal.partition("://")
    if host and not host.startswith("["):
        name, colon, port = host.partition(":")
        host = ascii_domain(name)
        if not host.isascii() or "*" in host:  # no browser sends one: it would let nobody in
            raise ValueError(ORIGINS)
        return f"{scheme}://{host}{colon}{port}"
    return normal


def headers(values: list[str]) -> list[str]:
    """RFC 9110 §5.1; browsers take `*` for all of them but Authorization, so it is none."""
    if not all(HEADER.fullmatch(value) for value in values):
        raise ValueError(HEADERS)
    return values


def proxies(values: list[str]) -> list[str]:
    if values == ["*"]:
        return values
    try:
        return [_network(value) for value in values]
    except ValueError:
        raise ValueError(PROXIES) from None


def _network(value: str) -> str:
    if "/" not in value:
        return str(ipaddress.ip_address(value))
    return str(ipaddress.ip_network(value, strict=False))


def redis_address(value: str) -> str:
    """Tried on the client, which would complain only at the first request."""
    if not value:
        return value
    if not value.startswith(SCHEMES):
        raise ValueError(REDIS)
    try:
        pool: Any = connect(value).connection_pool
        getattr(pool.make_connection(), "host", "").encode("idna")
    except (ValueError, TypeError, AttributeError):
        raise ValueError(REDIS) from None
    return value


def site(value: str) -> str:
    """What links in mails begin with."""
    try:
        parts = urlsplit(value)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.query or parts.fragment or parts.username or not value.isascii():
        raise ValueError(SITE)
    if value.endswith("/") or not value.isprintable() or " " in value:
        raise ValueError(SITE)
    return value


def link_path(value: str) -> str:
    if not value.startswith("/") or value.count("{token}") != 1 or not _is_of_a_url(value):
        raise ValueError(LINK_PATH)
    return value


def _is_of_a_url(text: str) -> bool:
    return text.isascii() and text.isprintable() and not set(text) & set(' "<>\\^`|')


def sender(value: str) -> str:
    """A name, perhaps, and an address (RFC 5322 §3.4)."""
    address = parseaddr(value)[1]
    if not address.isascii() or "@" not in address[1:-1] or not value.isprintable():
        raise ValueError(SENDER)
    return value


def mail_server(value: str) -> str:
    if value:
        Smtp.at(value)
    return value
