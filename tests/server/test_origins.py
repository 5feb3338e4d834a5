"""Whose pages may come, and what the log says of those who may not."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from server.origins import MOST_NAMED, Origins
from tests.conftest import ORIGIN, SECRET, settings
from tests.support import server_process, sockets
from tests.support.log_lines import collected

THEIRS = "https://evil.example.com"


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def serving(log: Path, environment: str) -> Any:
    return server_process.serving(
        log,
        ENVIRONMENT=environment,
        DATABASE_URL=f"sqlite:///{log.parent / 'served.db'}",
        JWT_SECRET=SECRET,
        CORS_ORIGINS=ORIGIN,
        EXPLORER="false",
        LOG_LEVEL="WARNING",
        LOG_FORMAT="json",
    )


def asked(address: str, origin: str) -> None:
    """As a page of that origin would: with leave, without, and over a socket."""
    preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    httpx.options(f"{address}/graphql", headers=preflight)
    httpx.post(f"{address}/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin})
    with pytest.raises(InvalidStatus, match="403"), sockets.opened(address, origin=origin):
        pass


def test_a_refused_origin_is_named_once_with_the_setting_that_lets_it_in(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(log, "development") as server:
        for _ in range(3):
            asked(server.address, THEIRS)
        for origin in ("null", "https://", "x" * 5000, 'https://a.example"\x1b[31m', "https://a b"):
            httpx.post(f"{server.address}/graphql", headers={"Origin": origin})
        for origin in (ORIGIN, server.address, "http://localhost:5173", "http://[::1]:3000"):
            with sockets.opened(server.address, origin=origin) as socket:
                assert socket.begin() == {"type": "connection_ack"}
    (line,) = [line for line in lines(log) if line["logger"] == "aai.origins"]
    assert (line["event"], line["origin"]) == ("origin refused", THEIRS)
    assert line["remedy"] == "add it to CORS_ORIGINS"
    assert "\x1b" not in log.read_text("utf-8")


PRODUCTION = {"environment": "production", "database_url": "sqlite:////nowhere/aai.db"}


def origins(**values: Any) -> Origins:
    return Origins(settings(**values))


def test_a_process_names_so_many_and_keeps_no_more() -> None:
    ours = origins(cors_origins=ORIGIN)
    with collected() as logged:
        for number in range(MOST_NAMED * 3):
            assert not ours.welcomes(f"https://{number}.example.com", "api.example.com")
    assert len(logged.all()) == MOST_NAMED + 1
    assert logged.all()[-1]["event"] == "no more refused origins are named"
    assert len(ours._named) == MOST_NAMED


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://api.example.com", "api.example.com"),
        ("https://api.example.com", "api.example.com:443"),
        ("http://api.example.com:8080", "api.example.com:8080"),
    ],
)
def test_pages_of_our_own_are_no_others(origin: str, host: str) -> None:
    ours = origins(**PRODUCTION)
    with collected() as logged:
        assert ours.welcomes(origin, host)
        assert not ours.welcomes("https://api.example.com.evil.example", host)
        assert not ours.welcomes(origin, "127.0.0.1:8000")  # a proxy that names itself
    assert [line["origin"] for line in logged.all()] == [
        "https://api.example.com.evil.example",
        origin,
    ]


def test_in_production_this_machine_is_like_any_other() -> None:
    assert origins().welcomes("http://localhost:3000", "api.example.com")
    assert not origins(**PRODUCTION).welcomes("http://localhost:3000", "x.example")


@pytest.mark.parametrize("names", ["X Tenant", "X-Tenant:", "*", "a/b", "X-Ä", "x" * 101])
def test_a_header_that_is_none_refuses_to_start(names: str) -> None:
    with pytest.raises(ValueError, match="must name headers") as raised:
        settings(cors_headers=names)
    assert names not in str(raised.value)
