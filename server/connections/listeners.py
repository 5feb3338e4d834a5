"""The end of listening: who has connected already is still let in."""

import asyncio
import os
import socket

import uvicorn


async def close(server: uvicorn.Server) -> None:
    """Close a server's listeners, and serve whoever waits to be accepted.

    The kernel completes connections before anybody accepts them, and resets those that wait when
    the last listener is closed. So ours is kept open by a copy until nobody waits.
    """
    copies = [_copy(each.fileno()) for part in server.servers for each in part.sockets]
    for part in server.servers:
        part.close()
    waiting = [connection for copy in copies for connection in _accepted(copy)]
    for copy in copies:
        copy.close()
    loop = asyncio.get_running_loop()
    for connection in waiting:
        await loop.connect_accepted_socket(lambda: _protocol(server), connection)


def _copy(descriptor: int) -> socket.socket:
    copy = socket.socket(fileno=os.dup(descriptor))
    copy.setblocking(False)
    return copy


def _accepted(listener: socket.socket) -> list[socket.socket]:
    found = []
    while True:
        try:
            found.append(listener.accept()[0])
        except OSError:  # nobody waits, or we may have no more
            return found


def _protocol(server: uvicorn.Server) -> asyncio.Protocol:
    made = server.config.http_protocol_class
    return made(  # type: ignore[call-arg]
        config=server.config, server_state=server.server_state, app_state=server.lifespan.state
    )
