"""The messages of graphql-transport-ws that clients send, and those that they are sent."""

from types import NoneType
from typing import Any

ACK: dict[str, Any] = {"type": "connection_ack"}
PONG: dict[str, Any] = {"type": "pong"}
ABOUT_AN_OPERATION = {"subscribe", "complete"}
LONGEST_ID_CHARACTERS = 100
"""Of an operation, as long as which it is kept; clients send a UUID, or a number."""
ABOUT_THE_SOCKET = {"connection_init", "ping", "pong"}


def is_message(message: Any) -> bool:
    """Whether it is one of the protocol: its type is known, and what it has is what that has."""
    if not isinstance(message, dict) or not isinstance(type_ := message.get("type"), str):
        return False
    if type_ in ABOUT_AN_OPERATION:
        id = message.get("id")
        return isinstance(id, str) and 0 < len(id) <= LONGEST_ID_CHARACTERS
    return type_ in ABOUT_THE_SOCKET and isinstance(message.get("payload"), (dict, NoneType))


def next_one(id: str, payload: Any) -> dict[str, Any]:
    return {"id": id, "type": "next", "payload": payload}


def error(id: str, errors: Any) -> dict[str, Any]:
    return {"id": id, "type": "error", "payload": errors}


def complete(id: str) -> dict[str, Any]:
    return {"id": id, "type": "complete"}
