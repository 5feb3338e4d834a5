"""Cursors: a position in one order, as opaque text that only this order takes back."""

import base64
import datetime as dt
import json
from typing import Any

from sqlalchemy import Integer

from base.errors import BadUserInput
from db.order import Key, Order, Position
from db.types import Instant, format_instant, parse_id

LONGEST_CHARACTERS = 16_384
"""Characters: more than a position needs whose texts are as long as columns hold."""


def encode(order: Order, position: Position) -> str:
    """The cursor of a position."""
    values = [_to_json(value) for value in position]
    text = json.dumps([order.name, *values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(order: Order, cursor: str | None, argument: str) -> Position | None:
    """The position in a cursor; BadUserInput unless `encode` made it for the same order."""
    if cursor is None:
        return None
    try:
        if len(cursor) > LONGEST_CHARACTERS:
            raise ValueError("longer than any that was made")
        position = _decode(order, cursor)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise BadUserInput(
            f"`{argument}` is not a cursor of this list: pass one that the list returned when it "
            "was asked in the same order.",
            argument=argument,
        ) from error
    return position


def _decode(order: Order, cursor: str) -> Position:
    padded = cursor + "=" * (-len(cursor) % 4)
    name, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True).decode())
    if name != order.name:
        raise ValueError("made for another order")
    position = tuple(_from_json(key, value) for key, value in zip(order.keys, values, strict=True))
    if encode(order, position) != cursor:
        raise ValueError("not as it was made")
    return position


def _to_json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return format_instant(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _from_json(key: Key, value: Any) -> Any:
    if value is None and key.nullable:
        return None
    if isinstance(key.column.type, Integer):
        if type(value) is not int or abs(value) >= 2**31:
            raise ValueError("not a rank")
        return value
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("not a sort value")
    if key.name == "id":
        return parse_id(value)
    if isinstance(key.column.type, Instant):
        return dt.datetime.fromisoformat(value)
    if key.column.type.python_type is dt.date:
        return dt.date.fromisoformat(value)
    return value
