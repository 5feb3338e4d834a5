"""HTTP/1.1 names its host exactly once; and what every answer has, and none."""

import json
from collections.abc import Iterator

import pytest

from tests.support.raw import connected, request
from tests.support.server_process import silent

GOOD = [
    *(b"localhost", b"example.com", b"example.com:8000", b"127.0.0.1:80", b"[::1]", b"[::1]:8000"),
    *(b"a:", b"xn--bcher-kva.example", b"under_score", b"%41"),
]
BAD = [
    *(b"", b"a b", b"a/b", b"a@b", b"a:b", b"a:1:2", b"a:65536", b"[::1", b"::1", b"a,b", b"\xff"),
    *(b"%4", b"a?b", b"a#b", b'"a"', b"a\\b", b"<a>", b"[a]", b"x" * 300, b"a:123456"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with silent(tmp_path_factory.mktemp("served")) as server:
        yield server.address


def with_hosts(*hosts: bytes, version: bytes = b"1.1") -> bytes:
    lines = b"".join(b"Host: " + host + b"\r\n" for host in hosts)
    return b"GET /health/live HTTP/" + version + b"\r\n" + lines + b"\r\n"


@pytest.mark.parametrize("host", GOOD)
def test_a_host_is_taken(address: str, host: bytes) -> None:
    with connected(address) as raw:
        raw.send(with_hosts(host))
        assert raw.answer()[0] == 200


@pytest.mark.parametrize("host", BAD)
@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
def test_what_is_no_host_is_refused(address: str, host: bytes, version: bytes) -> None:
    with connected(address) as raw:
        raw.send(with_hosts(host, version=version))
        assert raw.refusal() == (400, "BAD_REQUEST")


def test_no_host_and_two_are_refused(address: str) -> None:
    for hosts in ((), (b"a", b"a"), (b"a", b"b")):
        with connected(address) as raw:
            raw.send(with_hosts(*hosts))
            assert raw.refusal() == (400, "BAD_REQUEST")
    with connected(address) as raw:
        raw.send(with_hosts(version=b"1.0"))
        assert b" 200 OK\r\n" in raw.rest()


UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
KEYED = {**UPGRADE, "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
REQUESTS = {
    "page": request("GET /"),
    "icon": request("GET /icon.svg"),
    "document": request("GET /docs/policy.md"),
    "schema": request("GET /schema.graphql"),
    "metrics": request("GET /metrics"),
    "ready": request("GET /health/ready"),
    "nothing": request("GET /nothing"),
    "method": request("DELETE /graphql"),
    "preflight": request("OPTIONS /graphql"),
    "answer": request("POST /graphql", b'{"query":"{ __typename }"}'),
    "error": request("POST /graphql", b'{"query":"{"}'),
    "no JSON": request("POST /graphql", b"{"),
    "stream": request("POST /graphql", b'{"query":"{ __typename }"}', Accept="text/event-stream"),
    "no HTTP": b"FOO\r\n\r\n",
    "no host": with_hosts(),
    "socket without key": request("GET /graphql", **UPGRADE),
    "socket elsewhere": request("GET /nothing", **KEYED),
    "socket of a stranger": request("GET /graphql", Origin="https://evil.example", **KEYED),
    "socket with many headers": request(
        "GET /graphql", **KEYED, **{f"X-{n}": "x" for n in range(200)}
    ),
    "socket": request("GET /graphql", Sec_WebSocket_Protocol="graphql-transport-ws", **KEYED),
}


@pytest.mark.parametrize("asked", REQUESTS)
def test_every_answer_forbids_guessing_and_names_no_server(address: str, asked: str) -> None:
    with connected(address) as raw:
        raw.send(REQUESTS[asked])
        status, headers, body = raw.answer()
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
        if status >= 400:
            assert headers["content-type"].startswith("application/json")
            assert json.loads(body)["errors"]


def test_an_answer_that_still_holds_forbids_guessing_too(address: str) -> None:
    question = "GET /graphql?query=%7B__typename%7D"
    with connected(address) as raw:
        raw.send(request(question))
        tag = raw.answer()[1]["etag"]
        raw.send(request(question, If_None_Match=tag))
        status, headers, _ = raw.answer()
        assert (status, headers["x-content-type-options"]) == (304, "nosniff")
