"""The language that people are written to in, of those there are."""

import re
from collections.abc import Sequence

MOST_CHARACTERS = 200
"""Of a header that are looked at."""
RANGE = re.compile(r"([a-z]{1,8})(?:-[a-z0-9]{1,8}){0,4}(?: ?; ?q=([01](?:\.[0-9]{0,3})?))?")


def preferred(accept_language: str | None, offered: Sequence[str]) -> str:
    """The best of `offered` by an Accept-Language (RFC 9110 §12.5.4), or else the first."""
    best, weight = offered[0], 0.0
    for item in (accept_language or "")[:MOST_CHARACTERS].lower().split(","):
        found = RANGE.fullmatch(item.strip())
        if found and found[1] in offered and float(found[2] or 1) > weight:
            best, weight = found[1], float(found[2] or 1)
    return best
