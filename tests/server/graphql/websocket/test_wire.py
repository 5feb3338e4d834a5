"""What is said to a socket that nobody holds any more is lost, and nothing else happens."""

import asyncio
from typing import Any

import pytest
from starlette.websockets import WebSocket, WebSocketState

from server.graphql.websocket.wire import Wire


async def lost() -> WebSocket:
    """A socket whose client hung up, which nobody has noticed yet."""
    messages = iter([{"type": "websocket.connect"}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        if message["type"] != "websocket.accept":
            raise OSError

    websocket = WebSocket({"type": "websocket"}, receive, send)
    await websocket.accept()
    return websocket


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("closes", [True, False])
def test_a_client_that_hung_up_is_told_in_vain(closes: bool, times: int) -> None:
    async def tell() -> WebSocketState:
        websocket = await lost()
        wire = Wire(websocket, 100)
        for _ in range(times):
            await (wire.close(4401, "Unauthorized") if closes else wire.send({}))
        return websocket.application_state

    assert asyncio.run(tell()) is WebSocketState.DISCONNECTED
