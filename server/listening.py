"""Where the server listens: said at its start, in a sentence where it cannot."""

import socket
import sys
from typing import Any

import uvicorn

from server.connections.workers import Workers

FAILED = 3
"""How uvicorn ends where it could not start."""


class Server(uvicorn.Server):
    """One that says where its explorer is, once it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            listener = self.servers[0].sockets[0]
            print(explorer_address(self.config.host, listener.getsockname()[1]), flush=True)


def explorer_address(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"The explorer is at http://{shown}:{port}/graphql"


def refuse_taken(host: str, port: int) -> None:
    """End with a sentence where nobody can listen, before anything else is done."""
    try:
        for family, kind, number, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind, number) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(address)
    except OSError as error:
        advice = "choose another with --port, or end what listens there"
        sys.exit(f"Port {port} of {host} cannot be used ({error.strerror}): {advice}.")


def run(application: str, *, explorer_on: bool, **options: Any) -> None:
    """As `uvicorn.run`; where the explorer is may be told before several processes start."""
    config = uvicorn.Config(application, **options)
    if config.workers > 1:
        listener = config.bind_socket()
        if explorer_on:
            print(explorer_address(config.host, listener.getsockname()[1]), flush=True)
        Workers(config, sockets=[listener]).run()
        return
    config.load_app()
    server = (Server if explorer_on else uvicorn.Server)(config)
    try:
        server.run()
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(FAILED)
