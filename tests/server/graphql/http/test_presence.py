"""What is done for a client that has left: what only reads ends, and a change goes on."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import pytest

from server.graphql.http import presence
from tests.support.api import Api
from tests.support.log_lines import Lines
from tests.support.make import Make
from tests.support.rows import stored

NETWORK, ADDRESS = "192.0.2.0/24", "192.0.2.1"
READ = {"query": "query Read { profiles { nodes { firstName } } }"}
RENAME = """
mutation Rename($id: ID!) {
  updateProfile(input: {id: $id, firstName: "Bo"}) { profile { firstName } errors { code } }
}
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "LOOK_AFTER_SECONDS", 0.0)


class Client:
    """Sends one request to the application and leaves when it is told."""

    def __init__(self, api: Api, body: Any, token: str | None = None) -> None:
        self._body = orjson.dumps(body)
        self._has_sent = False
        self._leaves = asyncio.Event()
        self.sent: list[Any] = []
        headers = [(b"content-type", b"application/json"), (b"host", b"test")]
        if token is not None:
            headers.append((b"authorization", f"Bearer {token}".encode()))
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "root_path": "",
            "query_string": b"",
            "headers": headers,
            "server": ("test", 80),
            "client": (ADDRESS, 1),
        }
        self.answered = asyncio.ensure_future(api.application(scope, self._receive, self._send))

    async def leave(self) -> None:
        self._leaves.set()
        for _ in range(20):
            await asyncio.sleep(0)

    async def _receive(self) -> Any:
        if not self._has_sent:
            self._has_sent = True
            return {"type": "http.request", "body": self._body}
        await self._leaves.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)


@contextmanager
def busy(api: Api) -> Iterator[None]:
    """No thread of the database is free until the end of the block."""
    free = threading.Event()
    size = api.services.database.size
    held = [
        asyncio.ensure_future(api.services.database.read(lambda _: free.wait(), flow=(str(n),)))
        for n in range(size)
    ]
    try:
        yield
    finally:
        free.set()
        for each in held:
            each.add_done_callback(lambda done: done.exception())


async def until(is_true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not is_true():  # noqa: ASYNC110  # a thread tells nobody
            await asyncio.sleep(0.001)


def waits(api: Api) -> Callable[[], object]:
    """Whether the client waits for a thread."""
    return lambda: NETWORK in api.services.database._turns._everybody.waiting


@pytest.mark.usefixtures("unplanned")
def test_a_query_ends_with_its_client(api: Api, lines: Lines) -> None:
    async def ask() -> list[Any]:
        with busy(api):
            client = Client(api, READ)
            await until(waits(api))
            await client.leave()
            await client.answered
        return client.sent

    assert api.run(ask()) == []
    (line,) = lines.of_operations()
    assert (line["outcome"], line["status"], line["statements"]) == ("ended", 499, 0)


@pytest.mark.usefixtures("unplanned")
def test_what_has_not_begun_of_a_batch_does_not_begin(api: Api, make: Make, lines: Lines) -> None:
    user = make.user()
    profile = make.profile(user, first_name="Ada")
    rename = {"query": RENAME, "variables": {"id": profile.id}}

    async def ask() -> list[Any]:
        with busy(api):
            client = Client(api, [READ, READ, rename, READ], make.token(user))
            await until(waits(api))
            await client.leave()
            await client.answered
        return client.sent

    assert api.run(ask()) == []
    assert [line["outcome"] for line in lines.of_operations()] == ["ended", "ended"]
    assert stored(api, profile).first_name == "Ada"


@pytest.mark.usefixtures("unplanned")
def test_a_change_that_has_begun_goes_on_in_the_place_of_its_address(
    api_with: Callable[..., Api], make: Make
) -> None:
    api = api_with(limit_address_operations=1, planner="off")
    user = make.user()
    profile = make.profile(user, first_name="Ada")
    rename = {"query": RENAME, "variables": {"id": profile.id}}

    async def ask() -> None:
        with busy(api):
            client = Client(api, rename, make.token(user))
            await until(waits(api))
            await client.leave()
            assert not client.answered.done()
            beyond, gone = (Client(api, {"query": "{ __typename }"}) for _ in range(2))
            await gone.leave()
            await gone.answered
            assert not beyond.answered.done()
        await client.answered
        await beyond.answered
        assert [message["type"] for message in beyond.sent][-1] == "http.response.body"
        assert gone.sent == []

    api.run(ask())
    assert stored(api, profile).first_name == "Bo"
