"""A server that is told to end loses no request, whoever asks in whatever way meanwhile."""

import json
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.support import sockets
from tests.support.raw import Raw, connected, request
from tests.support.server_process import silent

ASK = request("POST /graphql", b'{"query":"{ __typename }"}')
CLIENTS = 12
DRAINING = {"DRAIN_SECONDS": "1"}
ENOUGH = 20.0


class Client(threading.Thread):
    """Asks until it is refused, on one connection for as long as that is kept, or on many."""

    def __init__(self, address: str, *, keeps: bool) -> None:
        super().__init__(daemon=True)
        self._address, self._keeps = address, keeps
        self.served = 0
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            while True:
                with connected(self._address) as raw:
                    while self._ask(raw) and self._keeps:
                        time.sleep(0.01)
        except ConnectionRefusedError:
            return
        except Exception as error:
            self.failure = error

    def _ask(self, raw: Raw) -> bool:
        """Whether the connection is kept."""
        raw.connection.sendall(ASK)
        status, headers, body = raw.answer()
        assert (status, json.loads(body)) == (200, {"data": {"__typename": "Query"}})
        self.served += 1
        return headers.get("connection") != "close"


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_every_request_under_load_is_answered(tmp_path: Path, workers: int) -> None:
    """With two workers the second one may be about to start."""
    with silent(tmp_path, workers, **DRAINING) as served:
        clients = [Client(served.address, keeps=n % 2 == 0) for n in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(0.5)
        served.send(signal.SIGTERM)
        for client in clients:
            client.join(ENOUGH)
            assert not client.is_alive()
    assert [client.failure for client in clients] == [None] * CLIENTS
    assert all(client.served for client in clients)


def test_meanwhile_it_is_not_ready_and_says_with_each_answer_that_it_is_the_last(
    tmp_path: Path,
) -> None:
    with silent(tmp_path, **DRAINING) as served, connected(served.address) as idle:
        idle.send(request())
        assert "connection" not in idle.answer()[1]
        served.send(signal.SIGTERM)
        time.sleep(0.3)
        response = httpx.get(f"{served.address}/health/ready")
        assert (response.status_code, response.json()["checks"]["process"]) == (503, "ending")
        assert response.headers["connection"] == "close"
        assert httpx.get(f"{served.address}/health/live").status_code == 200
        idle.send(request())
        status, headers, _ = idle.answer()
        assert (status, headers["connection"]) == (200, "close")
        assert idle.rest() == b""


def test_sockets_and_streams_are_told_to_go_elsewhere_at_the_end(tmp_path: Path) -> None:
    with silent(tmp_path, **DRAINING) as served, sockets.opened(served.address) as socket:
        assert socket.begin() == {"type": "connection_ack"}
        with connected(served.address) as waits:
            served.send(signal.SIGTERM)
            time.sleep(0.3)
            upgrade = request(
                "GET /graphql",
                Connection="Upgrade",
                Upgrade="websocket",
                Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==",
                Sec_WebSocket_Version="13",
                Sec_WebSocket_Protocol="graphql-transport-ws",
            )
            waits.send(upgrade)
            assert waits.refusal() == (503, "SERVICE_UNAVAILABLE")
        assert socket.receive() == 1012
