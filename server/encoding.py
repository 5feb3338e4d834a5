"""JSON as bytes, quickly, whatever is in it."""

import json

import orjson


def encode(body: object) -> bytes:
    """UTF-8; what it cannot hold, lone surrogates that a message quotes, is escaped."""
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        return json.dumps(body, separators=(",", ":")).encode()
