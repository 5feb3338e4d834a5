"""Whatever the level of our own log: nothing that a client sends in confidence is in it."""

import contextlib
import io
import json
import logging
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from resolvers.data_export import PATH
from server import logs
from tests.support import sockets
from tests.support.server_process import serving

LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { accessToken } }"
LIBRARIES = (
    *("websockets", "websockets.server", "uvicorn", "uvicorn.error", "uvicorn.access", "httptools"),
    *("sqlalchemy.engine", "sqlalchemy.pool", "redis", "alembic", "strawberry", "asyncio"),
    *("limits", "httpx", "anyone.else"),
)
CHARACTERS = [
    chr(point)
    for point in range(sys.maxunicode + 1)
    if unicodedata.category(chr(point)) in {"Cc", "Cf", "Zl", "Zp"}
]
"""What terminals obey, or show in another order or as another line."""


def test_no_secret_is_logged_at_any_level(tmp_path: Path) -> None:
    log = tmp_path / "log"
    secrets = [f"very-private-{n}" for n in range(9)]
    variables = {"input": {"email": secrets[0], "password": secrets[1]}}
    with serving(
        log,
        DATABASE_URL=f"sqlite:///{tmp_path / 'aai.db'}",
        LOG_LEVEL="DEBUG",
        BCRYPT_ROUNDS="4",
        EXPLORER="false",
    ) as server:
        graphql = f"{server.address}/graphql"
        httpx.post(graphql, json={"query": LOGIN, "variables": variables})
        parameters = {"query": "{ __typename }", "access_token": secrets[2]}
        headers = {"Authorization": f"Bearer {secrets[3]}", "Cookie": secrets[4]}
        httpx.get(graphql, params=parameters, headers=headers)
        with sockets.opened(server.address, query=f"?token={secrets[5]}") as socket:
            socket.send({"type": "connection_init", "payload": {"secret": secrets[6]}})
            assert socket.receive() == {"type": "connection_ack"}
            socket.answers(LOGIN, variables=variables)
        with sockets.opened(server.address) as socket:
            assert socket.begin(secrets[7]) in {4401, 4403}
        ask_for_a_socket(server.address, f"{PATH}{secrets[8]}")
        ask_for_a_socket(server.address, "/" + "a" * 5000)
        with sockets.opened(server.address) as socket:
            socket._connection.send(b"\xff\xfe", text=True)
            assert socket.receive() == 1007
    text = log.read_text("utf-8")
    assert "WebSocket /graphql" in text
    assert "Traceback" not in text
    assert max(map(len, text.splitlines())) < 1000
    assert [secret for secret in secrets if secret in text] == []


def ask_for_a_socket(address: str, path: str) -> None:
    with pytest.raises(InvalidStatus), connect(address.replace("http", "ws", 1) + path):
        pass


@contextlib.contextmanager
def configured(level: str, *, as_json: bool) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logs.configure(level, as_json=as_json, stream=stream)
    try:
        yield stream
    finally:
        logs.configure("ERROR", as_json=False)


@pytest.mark.parametrize("name", LIBRARIES)
def test_the_level_is_our_own(name: str) -> None:
    library, before = logging.getLogger(name), logging.getLogger(name).level
    try:
        with configured("DEBUG", as_json=True) as stream:
            library.debug("theirs")
            library.setLevel(logging.DEBUG)  # as libraries do to themselves
            library.debug("theirs")
            structlog.get_logger("aai.test").debug("ours")
    finally:
        library.setLevel(before)
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["ours"]


def test_a_higher_level_is_that_of_libraries_too() -> None:
    with configured("ERROR", as_json=True) as stream:
        logging.getLogger("anyone.else").warning("theirs")
    assert stream.getvalue() == ""


def everywhere(text: Any) -> None:
    """Log `text` in every way that what a client chose may go."""
    structlog.get_logger("aai.test").info(text, path=text, listed=[text], pair={text: text})
    logging.getLogger("anyone.else").warning("of %s", text)
    try:
        raise ValueError(text)
    except ValueError:
        structlog.get_logger("aai.test").exception("failed")
        logging.getLogger("anyone.else").exception("failed")


def begun(text: str) -> int:
    """How many lines are not set in, as those of tracebacks are."""
    return sum(not line.startswith("    ") for line in text.split("\n"))


@pytest.mark.parametrize("as_json", [True, False])
def test_what_a_client_chose_is_escaped(as_json: bool) -> None:
    with configured("INFO", as_json=as_json) as stream:
        everywhere("plain")
        before = stream.getvalue()
        stream.truncate(stream.seek(0))
        everywhere("".join(CHARACTERS))
    text = stream.getvalue()
    assert {x for x in CHARACTERS if x in text} == {"\n"}
    assert begun(text) == begun(before)


def test_no_line_of_a_traceback_can_be_taken_for_another() -> None:
    forged = "\n2026-01-01T00:00:00.000000Z [info     ] request"
    with configured("INFO", as_json=False) as stream:
        everywhere(forged)
    beginnings = [line[:5] for line in stream.getvalue().splitlines() if "01-01T" in line]
    assert beginnings
    assert "2026-01" not in {line[:7] for line in stream.getvalue().splitlines()}
