"""JSON as bytes, quickly, whatever is in it."""

import json
from collections.abc import Callable
from typing import Any

import orjson


def encode(body: object, default: Callable[[Any], str] | None = None) -> bytes:
    """UTF-8; what it cannot hold, lone surrogates that a message quotes, is escaped.

    `default`: what stands for a value that JSON has no form of.
    """
    try:
        return orjson.dumps(body, default)
    except orjson.JSONEncodeError:
        return json.dumps(body, separators=(",", ":"), default=default).encode()
