"""Connections are limited in all and by address, and so are the bytes that are held for them."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.raw import LIVE, Raw, connected, request
from tests.support.server_process import silent

MOST, OF_ONE = 6, 4
BODY = 512 * 1024
HELD = 4 * BODY
BUSY = (503, "SERVICE_UNAVAILABLE")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    limits = {
        "LIMIT_CONNECTIONS": str(MOST),
        "LIMIT_ADDRESS_CONNECTIONS": str(OF_ONE),
        "LIMIT_BODY_BYTES": str(BODY),
        "LIMIT_HELD_BYTES": str(HELD),
    }
    with silent(tmp_path_factory.mktemp("served"), **limits) as server:
        yield server.address


def is_served(raw: Raw) -> bool:
    raw.send(request())
    status, headers, _ = raw.answer()
    assert (status == 200) or headers["retry-after"] == "5"
    return status == 200


def test_an_address_has_only_so_many_and_others_have_theirs(address: str) -> None:
    with ExitStack() as stack:
        mine = [stack.enter_context(connected(address)) for _ in range(OF_ONE)]
        assert all(map(is_served, mine))
        with connected(address) as refused:
            refused.send(request())
            assert refused.refusal() == BUSY
        with connected(address) as silent:
            assert silent.rest() == b""
        theirs = [stack.enter_context(connected(address, "127.0.0.2")) for _ in range(2)]
        assert all(map(is_served, theirs))
        with connected(address, "127.0.0.3") as refused:
            assert not is_served(refused)
        mine[0].connection.close()
        while not is_served(again := stack.enter_context(connected(address, "127.0.0.3"))):
            again.connection.close()


def test_of_many_at_once_every_one_is_served_or_told(address: str) -> None:
    with ExitStack() as stack:
        crowd = [stack.enter_context(connected(address)) for _ in range(300)]
        for raw in crowd:
            raw.send(LIVE + b"Connection: close\r\n\r\n")
        answers = [raw.rest() for raw in crowd]
    assert sum(b"200 OK" in each for each in answers) >= OF_ONE
    assert all(each == b"" or b"200 OK" in each or b" 503 " in each for each in answers)
    with connected(address) as later:
        assert is_served(later)


def test_bodies_on_their_way_are_held_up_to_a_share(address: str) -> None:
    with ExitStack() as stack:
        *within, beyond = [stack.enter_context(connected(address)) for _ in range(3)]
        half = request("POST /graphql", Content_Length=str(BODY)) + b" " * (BODY // 2)
        for raw in within:
            raw.send(half)
            assert raw.is_silent()
        beyond.send(half)
        assert beyond.refusal() == BUSY
        assert all(raw.is_silent() for raw in within)
        assert is_served(stack.enter_context(connected(address, "127.0.0.2")))


def test_behind_a_proxy_what_is_under_way_is_counted_by_who_is_behind_it(tmp_path: Path) -> None:
    limits = {
        "LIMIT_ADDRESS_CONNECTIONS": str(OF_ONE),
        "TRUSTED_PROXIES": "127.0.0.1",
        "CORS_ORIGINS": "https://page.example",
    }

    def socket(url: str, behind: str) -> connect:
        return connect(
            url,
            subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
            additional_headers={"X-Forwarded-For": behind},
        )

    with silent(tmp_path, **limits) as served, ExitStack() as stack:
        proxy = [stack.enter_context(connected(served.address)) for _ in range(3 * OF_ONE)]
        assert all(map(is_served, proxy))
        url = served.address.replace("http", "ws", 1) + "/graphql"
        for _ in range(OF_ONE):
            stack.enter_context(socket(url, "192.0.2.1"))
        with pytest.raises(InvalidStatus) as refused:
            socket(url, "192.0.2.1")
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"] == "5"
        proxy[0].send(request(X_Forwarded_For="192.0.2.1"))
        assert proxy[0].answer()[0] == 503
        newer = {"Accept": "application/graphql-response+json", "Origin": "https://page.example"}
        proxy[0].send(request(X_Forwarded_For="192.0.2.1", **newer))
        status, headers, _ = proxy[0].answer()
        assert (status, headers["access-control-allow-origin"]) == (503, "https://page.example")
        assert headers["content-type"] == "application/graphql-response+json; charset=utf-8"
        proxy[1].send(request(X_Forwarded_For="192.0.2.2"))
        assert proxy[1].answer()[0] == 200
        stack.enter_context(socket(url, "192.0.2.2"))
