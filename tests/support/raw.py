"""Bytes on a connection, exactly as a test says."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 60.0
"""Seconds to wait for what takes one or two."""
LIVE = b"GET /health/live HTTP/1.1\r\nHost: test\r\n"


def request(line: str = "GET /health/live", body: bytes = b"", **headers: str) -> bytes:
    """A request of HTTP/1.1, with the length of its body unless the headers say another."""
    named = {"Host": "test", "Content-Type": "application/json"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    if body:
        named.setdefault("Content-Length", str(len(body)))
    lines = [f"{line} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Raw:
    """A connection; answers are read as bytes."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._received = b""

    def send(self, data: bytes) -> bool:
        """Whether the server still took it."""
        try:
            self.connection.sendall(data)
        except ConnectionError:
            return False
        return True

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer that has a length: its status, its headers and its body."""
        while b"\r\n\r\n" not in self._received:
            self._read()
        head, _, rest = self._received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        self._received = rest
        length = int(headers.get("content-length", "0"))
        while len(self._received) < length:
            self._read()
        body, self._received = self._received[:length], self._received[length:]
        return int(first.split()[1]), headers, body

    def refusal(self) -> tuple[int, str]:
        """The status and the code of an answer that is an error in JSON, and the last one."""
        status, headers, body = self.answer()
        assert headers["content-type"] == "application/json"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["connection"] == "close"
        (error,) = json.loads(body)["errors"]
        assert self.rest() == b""
        return status, error["extensions"]["code"]

    def rest(self) -> bytes:
        """What comes until the server hangs up; TimeoutError if it does not."""
        received = [self._received]
        self._received = b""
        try:
            while data := self.connection.recv(1 << 20):
                received.append(data)
        except ConnectionError:
            pass
        return b"".join(received)

    def is_open(self, seconds: float = 0.1) -> bool:
        """Whether the server has not hung up."""
        self.connection.settimeout(seconds)
        try:
            return self.connection.recv(1, socket.MSG_PEEK) != b""
        except TimeoutError:
            return True
        except ConnectionError:
            return False
        finally:
            self.connection.settimeout(PATIENCE)

    def is_silent(self, seconds: float = 0.5) -> bool:
        """Whether nothing comes, neither an answer nor an end."""
        self.connection.settimeout(seconds)
        try:
            self.connection.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return True
        except ConnectionError:
            return False
        finally:
            self.connection.settimeout(PATIENCE)
        return False

    def _read(self) -> None:
        data = self.connection.recv(1 << 20)
        if not data:
            raise ConnectionError(f"hung up after {self._received!r}")
        self._received += data


@contextmanager
def connected(address: str, source: str = "127.0.0.1", **options: Any) -> Iterator[Raw]:
    """A connection to the server at `address`, from another address of this machine if asked."""
    with socket.socket() as connection:
        if size := options.get("receive_buffer"):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
        connection.settimeout(PATIENCE)
        connection.bind((source, 0))
        connection.connect(("127.0.0.1", int(address.rpartition(":")[2])))
        yield Raw(connection)
