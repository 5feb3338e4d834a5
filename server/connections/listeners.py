"""The end of listening: who has connected already is still let in.

The kernel completes connections before anybody accepts them, and resets those that wait when the
last process that listens at a port closes. So the last one turns newcomers away first: they try
again after a second, and are refused then, or served by whoever listens in its place.
"""

import asyncio
import ctypes
import fcntl
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import uvicorn

from server.connections.registry import STEP_SECONDS

ATTACH_FILTER, DETACH_FILTER = 26, 27
"""SO_ATTACH_FILTER and SO_DETACH_FILTER of Linux; elsewhere both fail, and nothing is filtered."""
BEGINNINGS_DROPPED = b"".join(
    struct.pack("HBBI", *instruction)
    for instruction in (
        (0x30, 0, 0, 13),  # load the flags of the TCP header,
        (0x54, 0, 0, 0x12),  # of these SYN and ACK;
        (0x15, 0, 1, 0x02),  # SYN alone
        (0x06, 0, 0, 0),  # is dropped,
        (0x06, 0, 0, 0xFFFFFFFF),  # all else let through
    )
)


async def share(server: uvicorn.Server) -> None:
    """Once a server listens, count among those that listen, by a lock on what they listen at."""
    await _until(lambda: server.started)
    for listener in _listeners(server):
        lock = partial(_locked, listener, fcntl.LOCK_SH)
        await _until(lock)  # the last one before us is about to close
        with suppress(OSError):  # it turned nobody away
            listener.setsockopt(socket.SOL_SOCKET, DETACH_FILTER, 0)


async def close(server: uvicorn.Server) -> None:
    """Close a server's listeners, and serve whoever waits to be accepted."""
    last = [each for each in _listeners(server) if _is_last(each)]
    for listener in last:
        _turn_newcomers_away(listener)
    if last:
        await asyncio.sleep(STEP_SECONDS)  # who is half connected gets through
    copies = [_copy(each.fileno()) for each in _listeners(server)]
    for part in server.servers:
        part.close()
    waiting = [connection for copy in copies for connection in _accepted(copy)]
    for copy in copies:
        copy.close()
    loop = asyncio.get_running_loop()
    for connection in waiting:
        await loop.connect_accepted_socket(lambda: _protocol(server), connection)


async def _until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110  # nobody tells us
        await asyncio.sleep(STEP_SECONDS)


def _listeners(server: uvicorn.Server) -> list[Any]:
    return [each for part in server.servers for each in part.sockets]


def _is_last(listener: Any) -> bool:
    """Whether nobody else listens; of several that ask at once, one is the last to let go."""
    fcntl.lockf(listener.fileno(), fcntl.LOCK_UN)
    return _locked(listener, fcntl.LOCK_EX)


def _locked(listener: Any, kind: int) -> bool:
    try:
        fcntl.lockf(listener.fileno(), kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _turn_newcomers_away(listener: Any) -> None:
    program = ctypes.create_string_buffer(BEGINNINGS_DROPPED)
    count = len(BEGINNINGS_DROPPED) // struct.calcsize("HBBI")
    with suppress(OSError):
        listener.setsockopt(
            socket.SOL_SOCKET, ATTACH_FILTER, struct.pack("HP", count, ctypes.addressof(program))
        )


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
