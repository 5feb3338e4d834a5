"""How long bursts of tiny pieces hold the event loop: `python -m bench.bursts`.

Each burst is sent over real connections, one and a hundred at once, to the protocols as they are
served: frames, chunks, lines and parameters that are as short as can be, of which a client makes
tens of thousands in a read. The figure is the longest time in which nobody else had a turn, the
best of three, in milliseconds of one process; with `--cpu` of its thread alone.
"""

import asyncio
import contextlib
import socket
import threading

import uvicorn

from bench.attacks import CLOCK, TRIES
from bench.served import seeded
from server import garbage, logs
from server.application import create_application
from server.connections.http import HttpProtocol
from server.connections.websocket import SocketProtocol

BYTES = 256 * 1024
"""Of a burst, as much as one read brings."""
CONNECTIONS = (1, 100)
REST_SECONDS = 0.5
"""Seconds for which the loop is watched after a burst was sent."""
PATIENCE_SECONDS = 10
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
POST = b"POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
BEGUN = b"\x81\x9a\0\0\0\0" + b'{"type":"connection_init"}'
FRAMES = {
    "empty texts": b"\x81\x80\0\0\0\0",
    "empty binaries": b"\x82\x80\0\0\0\0",
    "empty continuations": b"\x00\x80\0\0\0\0",
    "pings": b"\x89\x80\0\0\0\0",
    "pongs": b"\x8a\x80\0\0\0\0",
    "messages that are no JSON": b"\x81\x81\0\0\0\0x",
    "pings of the protocol": b"\x81\x8f\0\0\0\0" + b'{"type":"ping"}',
}
REQUESTS = {
    "chunks of a byte": POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * (BYTES // 6),
    "lines of the head": POST + b"a:\r\n" * (BYTES // 4),
    "requests ahead": b"GET / HTTP/1.1\r\nHost:a\r\n\r\n" * (BYTES // 26),
    "parameters of the address": b"GET /graphql?%s HTTP/1.1\r\nHost: bench\r\n\r\n"
    % (b"a&" * 7_500),
    "parameters of the content type": POST.replace(
        b"application/json", b"multipart/form-data;" + b"a=b;" * 3_500
    )
    + b"graphql-require-preflight: 1\r\nContent-Length: 2\r\n\r\n{}",
    "media types": POST + b"Accept: %s\r\nContent-Length: 2\r\n\r\n{}" % (b"a/b," * 3_500),
    "subprotocols": UPGRADE + b"Sec-WebSocket-Protocol: %s\r\n\r\n" % (b"a," * 7_500),
    "extensions": UPGRADE + b"Sec-WebSocket-Extensions: %s\r\n\r\n" % (b"a;b," * 3_500),
}


class Burst:
    """Some connections to a port, over each of which the same is sent at once."""

    def __init__(self, port: int, count: int, begin: bytes, data: bytes) -> None:
        self.data = data
        self.sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
        for each in self.sockets:
            each.settimeout(PATIENCE_SECONDS)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * BYTES)
            if begin:
                each.sendall(begin)
                each.recv(4096)

    def send(self) -> None:
        """As much as the system takes; who was hung up on has been answered."""
        for each in self.sockets:
            each.setblocking(False)
            with contextlib.suppress(OSError):
                each.send(self.data)

    def close(self) -> None:
        for each in self.sockets:
            each.close()


async def hold(port: int, count: int, begin: bytes, data: bytes) -> float:
    """The longest time between two turns of everybody else, in milliseconds."""
    burst = await asyncio.to_thread(Burst, port, count, begin, data)
    sender = threading.Thread(target=burst.send)
    ends = asyncio.get_running_loop().time() + REST_SECONDS
    longest, before = 0.0, CLOCK()
    sender.start()
    while sender.is_alive() or asyncio.get_running_loop().time() < ends:
        await asyncio.sleep(0)
        longest, before = max(longest, CLOCK() - before), CLOCK()
    burst.close()
    await asyncio.sleep(REST_SECONDS)
    return longest * 1000


async def measure(config: uvicorn.Config) -> None:
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn tells nobody
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    garbage.keep()
    heads = " | ".join(f"{count} at once" if count > 1 else "one" for count in CONNECTIONS)
    print(f"| Burst | {heads} |\n|---|{'---|' * len(CONNECTIONS)}")
    bursts = {
        name: (UPGRADE + b"\r\n", BEGUN + frame * (BYTES // len(frame)))
        for name, frame in FRAMES.items()
    } | {name: (b"", data) for name, data in REQUESTS.items()}
    for name, (begin, data) in bursts.items():
        found = [
            min([await hold(port, count, begin, data) for _ in range(TRIES)])
            for count in CONNECTIONS
        ]
        print(f"| {name} | {' | '.join(f'{held:.1f}' for held in found)} |", flush=True)
    server.should_exit = server.force_exit = True
    await serving


def main() -> None:
    """Print how long each burst held the loop."""
    with seeded() as settings:
        application = create_application(settings)
        config = uvicorn.Config(
            application, port=0, http=HttpProtocol, ws=SocketProtocol, log_config=None
        )
        logs.configure("CRITICAL", as_json=False)
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(measure(config))


if __name__ == "__main__":
    main()
