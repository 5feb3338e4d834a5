"""Where the server listens: said at its start, in a sentence where it cannot."""

import socket
import sys
from typing import Any

import uvicorn

from server.connections import workers

FAILED = 3
"""How uvicorn ends where it could not start."""


class Server(uvicorn.Server):
    """Ends what it says at its start with where the explorer is."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(explorer_address(self.config.host, self.config.port), flush=True)


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
    """As `uvicorn.run`; several processes are told of before they start."""
    if explorer_on and options["workers"] > 1:
        print(explorer_address(options["host"], options["port"]), flush=True)
    if not explorer_on or options["workers"] > 1:
        workers.run(application, **options)
        return
    config = uvicorn.Config(application, **options)
    config.load_app()
    server = Server(config)
    try:
        server.run()
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(FAILED)
