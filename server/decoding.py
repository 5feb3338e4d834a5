"""JSON as clients send it; what is none is refused in words that say where."""

import json

import orjson

from server.http_refusal import HttpRefusal

BYTE_ORDER_MARK = "\ufeff"
LONGEST_SLOW_CHARACTERS = 100_000
"""Of JSON that Python's own decoder may look at: it is slow, and lets nobody else have a turn."""


def decode(data: str | bytes) -> object:
    """JSON as Python has it; HttpRefusal for anything else."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        text = _text(data) if isinstance(data, bytes) else data
        if text.startswith(BYTE_ORDER_MARK):
            sentence = "The request begins with a byte order mark (BOM): leave it out."
            raise HttpRefusal(400, sentence) from error
        if len(text) > LONGEST_SLOW_CHARACTERS:
            raise _refusal(error) from error
        return _decode_surrogates(text)


def _decode_surrogates(text: str) -> object:
    """JSON may escape lone surrogates (RFC 8259 §8.2); fields refuse them by name."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise _refusal(error) from error
    except (ValueError, RecursionError) as error:
        raise HttpRefusal(400, "The request is not valid JSON.") from error


def _refusal(error: json.JSONDecodeError) -> HttpRefusal:
    where = f"line {error.lineno}, column {error.colno}"
    if "surrogate" in error.msg:
        return HttpRefusal(400, f"The request escapes half a character at {where}.")
    return HttpRefusal(400, f"The request is not valid JSON, from {where} on.")


def _text(data: bytes) -> str:
    """UTF-8, which is all that JSON is sent in (RFC 8259 §8.1); HttpRefusal for anything else."""
    encoding = json.detect_encoding(data)
    if encoding.startswith(("utf-16", "utf-32")):
        raise HttpRefusal(400, f"The request is in {encoding[:6].upper()}: send JSON in UTF-8.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        sentence = f"The request is not UTF-8, from byte {error.start + 1} on."
        raise HttpRefusal(400, sentence) from error


def _refuse_constant(name: str) -> None:
    """NaN and the infinities are Python's, not JSON's."""
    raise HttpRefusal(400, f"The request is not valid JSON: {name} is no number there.")
