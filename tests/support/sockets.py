"""A client of graphql-transport-ws that says exactly what it is told to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect

PROTOCOL = "graphql-transport-ws"
PATIENCE = 10.0
"""Seconds to wait for what should come at once."""


class Socket:
    """Messages as dictionaries; the end of the connection is the code that it was closed with."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    def send(self, message: Any) -> None:
        """A message in JSON, or a text or bytes as they are."""
        raw = isinstance(message, (str, bytes))
        self._connection.send(message if raw else json.dumps(message))

    def send_together(self, *messages: Any) -> None:
        """Messages that arrive at the same time."""
        frames = (Frame(Opcode.TEXT, json.dumps(message).encode()) for message in messages)
        data = b"".join(frame.serialize(mask=True) for frame in frames)
        self._connection.socket.sendall(data)

    @property
    def reason(self) -> str:
        """What the server said when it closed."""
        return self._connection.close_reason or ""

    @property
    def extensions(self) -> list[str]:
        """What was agreed on beyond RFC 6455."""
        assert self._connection.response is not None
        return self._connection.response.headers.get_all("Sec-WebSocket-Extensions")

    def receive(self, seconds: float = PATIENCE) -> Any:
        """The next message, or the code of the close; TimeoutError where nothing comes."""
        try:
            return json.loads(self._connection.recv(seconds))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None

    def begin(self, token: str | None = None) -> Any:
        """Say who we are; the answer."""
        payload = {"Authorization": f"Bearer {token}"} if token is not None else {}
        self.send({"type": "connection_init", "payload": payload})
        return self.receive()

    def subscribe(self, document: str, id: str = "1", **payload: Any) -> None:
        message = {"id": id, "type": "subscribe", "payload": {"query": document, **payload}}
        self.send(message)

    def answers(self, document: str, **payload: Any) -> list[dict[str, Any]]:
        """Everything that an operation answers until it is complete."""
        self.subscribe(document, "once", **payload)
        found = [self.receive()]
        while found[-1]["type"] == "next":
            found.append(self.receive())
        return found

    def follow(self, document: str) -> None:
        """Subscribe, and wait until that has surely begun: what was asked later is answered."""
        self.subscribe(document, "follow")
        for _ in range(3):
            assert self.answers("{ me { id } }")[-1]["type"] == "complete"


@contextmanager
def opened(
    address: str,
    *protocols: Any,
    origin: str | None = None,
    token: str | None = None,
    query: str = "",
    headers: dict[str, str] | None = None,
) -> Iterator[Socket]:
    """A socket to the server at `address`; with a token, one that has begun."""
    url = address.replace("http", "ws", 1) + "/graphql" + query
    chosen: Any = protocols or (PROTOCOL,)
    options: dict[str, Any] = {"origin": origin, "additional_headers": headers}
    with connect(url, subprotocols=chosen, **options) as connection:
        client = Socket(connection)
        if token is not None:
            assert client.begin(token) == {"type": "connection_ack"}
        yield client
