"""The access token of a socket: in its first message, or in the request that opened it."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from server.graphql.context import token_in

PLACE = 'Send the token as {"Authorization": "Bearer …"}'
OTHER_PLACES = {
    "auth",
    "authentication",
    "authorization",
    "authtoken",
    "accesstoken",
    "bearer",
    "bearertoken",
    "jwt",
    "token",
}
"""Where other servers look for it, in lower case and without dashes."""
MOST_NAMES = 100
"""Names in the payload of the first message, and in each object there."""
TOO_MANY = f"The payload of connection_init has at most {MOST_NAMES} names"
TOKEN = re.compile(r"(?i:bearer )|eyJ[\w-]++\.[\w-]++\.")
"""What a token looks like wherever it stands."""
NO_QUERY: Mapping[str, str] = MappingProxyType({})


class Misplaced(Exception):
    """There seems to be a token where none is looked for; or too much, to look for one in it."""

    def __init__(self, sentence: str = PLACE) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def find(
    payload: Mapping[str, Any], header: str | None, query: Mapping[str, str] = NO_QUERY
) -> str | None:
    """The token of the first message, or else of the `Authorization` header; None without one.

    `query` is that of the URL, where logs of proxies would keep a token: none is taken from it.

    Raises Misplaced rather than to take somebody who meant to sign in for anonymous.
    """
    if len(payload) > MOST_NAMES:
        raise Misplaced(TOO_MANY)
    objects = [payload, *(value for value in payload.values() if isinstance(value, dict))]
    if any(len(each) > MOST_NAMES for each in objects):
        raise Misplaced(TOO_MANY)
    for name, value in payload.items():
        if name.lower() == "authorization" and value is not None:
            return token_in(value) if isinstance(value, str) else ""
    if header is not None:
        return token_in(header)
    if any(_is_token(name, value) for each in objects for name, value in each.items()):
        raise Misplaced
    if any(TOKEN.match(value) for value in query.values()):  # what it is called, others decide
        raise Misplaced
    return None


def _is_token(name: str, value: Any) -> bool:
    if isinstance(value, str) and TOKEN.match(value):
        return True
    return bool(value) and name.lower().replace("-", "").replace("_", "") in OTHER_PLACES
