"""Where persisted documents are kept: a bounded memory, and Redis, which many hosts share."""

import asyncio
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from server.graphql.persisted import MOST_KEPT, MemoryStore
from tests.support import redis_server
from tests.support.api import Api
from tests.support.hashes import codes, persisted, send, sha256
from tests.support.log_lines import collected

TYPENAME = "{ __typename }"
HASH = sha256(TYPENAME)
UNKNOWN = ["PERSISTED_QUERY_NOT_FOUND"]


def total(store: MemoryStore) -> int:
    return sum(len(digest) + len(text) for digest, text in store._texts.items())


def test_the_memory_is_bounded_for_long_and_for_short_documents() -> None:
    async def fill() -> None:
        for length in (20_000, 1):
            store = MemoryStore()
            for number in range(2 * MOST_KEPT // (64 + length)):
                await store.put(f"{number:064}", "x" * length)
            assert store.characters == total(store) <= MOST_KEPT
            assert MOST_KEPT - store.characters < 64 + length

    asyncio.run(fill())


def test_the_document_that_was_not_used_for_longest_is_forgotten_first() -> None:
    async def fill() -> list[str | None]:
        store, third = MemoryStore(), "x" * (MOST_KEPT // 3)
        await store.put("a", third)
        await store.put("b", "b")
        await store.put("c", third)
        await store.get("a")
        await store.put("d", third)
        return [await store.get(digest) for digest in "bca"]

    assert asyncio.run(fill()) == [None, None, "x" * (MOST_KEPT // 3)]


def test_a_document_counts_once_however_often_it_is_put() -> None:
    async def fill() -> int:
        store = MemoryStore()
        for _ in range(3):
            await store.put(HASH, TYPENAME)
        return store.characters

    assert asyncio.run(fill()) == len(HASH) + len(TYPENAME)


def test_hosts_that_share_redis_know_what_was_sent_to_any(
    tmp_path: Path, api_with: Callable[..., Api]
) -> None:
    with redis_server.running(tmp_path) as url:
        first, second = api_with(redis_url=url), api_with(redis_url=url)
        assert codes(send(second, persisted(HASH))) == UNKNOWN
        assert codes(send(first, persisted(HASH, query=TYPENAME))) == []
        assert codes(send(second, persisted(HASH))) == []
        with redis_server.client(url) as client:
            (key,) = client.scan_iter("*persisted*")
            assert client.get(key) == TYPENAME.encode()
            assert 0 < client.ttl(key) <= 7 * 24 * 3600


def test_only_what_was_answered_reaches_redis(tmp_path: Path, api_with: Callable[..., Api]) -> None:
    with redis_server.running(tmp_path) as url:
        api = api_with(redis_url=url)
        send(api, persisted(sha256("{ nothing }"), query="{ nothing }"))
        send(api, persisted(HASH, query="{ nothing }"))
        with redis_server.client(url) as client:
            assert list(client.scan_iter("*persisted*")) == []


def test_redis_that_is_not_there_is_degraded_service(
    tmp_path: Path, api_with: Callable[..., Api]
) -> None:
    api = api_with(redis_url=f"redis+unix://{tmp_path / 'nowhere.sock'}")
    with collected() as lines:
        assert codes(send(api, persisted(HASH))) == UNKNOWN
        assert codes(send(api, persisted(HASH, query=TYPENAME))) == []
        assert codes(send(api, persisted(HASH))) == []
    (line,) = lines.all(logger="aai.persisted")
    assert line["level"] == "warning"


@pytest.mark.parametrize("signal", ["KILL", "STOP"])
def test_redis_that_is_lost_or_hangs_is_degraded_service(
    tmp_path: Path, api_with: Callable[..., Api], signal: str
) -> None:
    other = "{ other: __typename }"
    with ExitStack() as stack:
        url = stack.enter_context(redis_server.running(tmp_path))
        api = api_with(redis_url=url)
        assert codes(send(api, persisted(HASH, query=TYPENAME))) == []
        with redis_server.client(url) as client:
            pid = client.info("server")["process_id"]
        subprocess.run(["kill", f"-{signal}", str(pid)], check=True)
        assert codes(send(api, persisted(sha256(other)))) == UNKNOWN
        assert codes(send(api, persisted(HASH))) == []
        assert codes(send(api, persisted(sha256(other), query=other))) == []
        assert codes(send(api, persisted(sha256(other)))) == []


def test_redis_that_comes_back_is_asked_again(
    tmp_path: Path, api_with: Callable[..., Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.graphql.persisted.REDIS_REST", 0.0)
    api = api_with(redis_url=f"redis+unix://{tmp_path / 'redis.sock'}")
    assert codes(send(api, persisted(HASH))) == UNKNOWN
    with redis_server.running(tmp_path) as url:
        with redis_server.client(url) as client:
            client.set(f"aai:persisted:{HASH}", TYPENAME)
        assert codes(send(api, persisted(HASH))) == []
