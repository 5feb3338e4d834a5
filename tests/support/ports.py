"""Ports to listen at that nobody else takes before they are listened at.

A port that the system picks may be picked again at once, for the end of a connection that another
test opens. So ours are below those that it picks from, and every process of a run has its own.
"""

import os
import socket
from contextlib import suppress
from itertools import cycle

FIRST, EACH = 20_000, 1_000
"""Linux picks from 32,768 on (`net.ipv4.ip_local_port_range`): there is room for twelve."""
_number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
_ports = cycle(FIRST + _number * EACH + (os.getpid() + step) % EACH for step in range(EACH))
"""Two runs of the tests beside each other begin at different ones."""


def free() -> int:
    """One at which nothing listens on this machine."""
    for port in _ports:
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError
