"""Where persisted documents are kept: bounded in all, in memory and in Redis that hosts share."""

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from server.graphql.documents import persisted as in_memory
from server.graphql.documents import shared
from server.graphql.documents.persisted import FIRST, REMEMBERED, MemoryStore, Room, Shelf
from server.graphql.documents.shared import KEYS, RedisStore
from tests.support import redis_server
from tests.support.api import Api
from tests.support.hashes import codes, persisted, send, sha256
from tests.support.log_lines import collected

TYPENAME = "{ __typename }"
CANONICAL = "{__typename}"
HASH = sha256(TYPENAME)
UNKNOWN = ["PERSISTED_QUERY_NOT_FOUND"]
LENGTHS = (20_000, 1, 500)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A function that lets seconds pass in the memory of this process."""
    passed = 0.0
    monotonic = in_memory.time.monotonic
    monkeypatch.setattr(in_memory.time, "monotonic", lambda: monotonic() + passed)

    def wait(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    return wait


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with redis_server.running(tmp_path) as url:
        yield url


@pytest.fixture
def inside(server: str) -> Iterator[redis.Redis]:
    with redis_server.client(server) as client:
        yield client


def digest_of(number: int) -> str:
    return f"{number:064}"


def check(shelf: Shelf) -> None:
    """It holds no more than it may, and says so."""
    size = sum(len(digest) + len(kept.text) for digest, kept in shelf.kept.items())
    assert shelf.size == size <= shelf.room.size
    assert len(shelf.kept) <= shelf.room.documents


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("are_used", [False, True])
def test_the_memory_is_bounded_in_documents_and_in_characters(length: int, are_used: bool) -> None:
    store = MemoryStore()

    async def fill() -> None:
        for number in range(10_000):
            await store.put(digest_of(number), "x" * length)
            if are_used:
                await store.get(digest_of(number))

    asyncio.run(fill())
    check(store.new)
    check(store.known)
    full = store.known if are_used else store.new
    is_full = len(full.kept) == full.room.documents or full.size > full.room.size - 64 - length
    assert is_full


def test_a_flood_of_documents_drives_out_none_that_is_in_use() -> None:
    async def flood() -> tuple[str | None, str | None]:
        store = MemoryStore()
        await store.put("used", TYPENAME)
        await store.get("used")
        await store.put("sent", TYPENAME)
        for number in range(5 * store.new.room.documents):
            await store.put(digest_of(number), "x")
        return await store.get("used"), await store.get("sent")

    assert asyncio.run(flood()) == (TYPENAME, None)


def test_of_documents_in_use_the_one_not_used_for_longest_is_forgotten_first() -> None:
    async def fill() -> list[bool]:
        store = MemoryStore()
        store.known.room = Room(2, 1000)
        for digest in "aba":
            await store.put(digest, TYPENAME)
            await store.get(digest)
        await store.put("c", TYPENAME)
        await store.get("c")
        return [store.knows(digest) for digest in "abc"]

    assert asyncio.run(fill()) == [True, False, True]


def test_a_document_lives_shortly_until_it_is_asked_for_and_then_long(
    clock: Callable[[float], None],
) -> None:
    async def live() -> None:
        store = MemoryStore()
        for digest in ("once", "twice"):
            await store.put(digest, TYPENAME)
        clock(FIRST - 60)
        assert await store.get("twice") == TYPENAME
        clock(61)
        assert not store.knows("once")
        assert await store.get("once") is None
        await store.put("once", TYPENAME)
        assert await store.get("once") == TYPENAME, "it may be sent anew"
        clock(REMEMBERED - 120)
        assert await store.get("twice") == TYPENAME
        clock(REMEMBERED - 60)
        assert await store.get("twice") == TYPENAME, "each use counts"
        clock(REMEMBERED)
        assert await store.get("twice") is None

    asyncio.run(live())


def test_a_document_counts_once_however_often_it_is_put() -> None:
    async def fill() -> int:
        store = MemoryStore()
        for _ in range(3):
            await store.put(HASH, TYPENAME)
        return store.new.size

    assert asyncio.run(fill()) == len(HASH) + len(TYPENAME)


def shelves(inside: redis.Redis) -> dict[str, tuple[int, int]]:
    """The documents and bytes on each shelf in Redis, counted anew; it says the same."""
    texts = {key.decode(): value for key, value in inside.hgetall(KEYS[0]).items()}
    said = {name: int(texts.pop(name)) for name in ("new", "known")}
    found = {}
    for name, key in (("new", KEYS[1]), ("known", KEYS[2])):
        digests = [digest.decode() for digest in inside.zrange(key, 0, -1)]
        size = sum(len(digest) + len(texts.pop(digest)) for digest in digests)
        assert size == said[name]
        found[name] = (len(digests), size)
    assert texts == {}
    return found


@pytest.mark.parametrize("length", LENGTHS)
def test_redis_is_bounded_in_documents_and_in_bytes_whoever_writes(
    server: str, inside: redis.Redis, length: int
) -> None:
    new, known = Room(40, 200_000), Room(60, 300_000)

    async def fill() -> None:
        hosts = [RedisStore(server, new, known) for _ in range(3)]
        for number in range(300):
            digest, text = digest_of(number), "ä" * length
            await hosts[number % 3].put(digest, text)
            if number % 2:
                assert await hosts[(number + 1) % 3].get(digest) == text
            found = shelves(inside)
            for name, room in (("new", new), ("known", known)):
                assert found[name][0] <= room.documents
                assert found[name][1] <= room.size
        for host in hosts:
            await host.close()

    asyncio.run(fill())
    assert all(0 < inside.ttl(key) <= REMEMBERED for key in KEYS)
    assert set(inside.keys()) == {key.encode() for key in KEYS}


def test_what_a_full_store_takes_of_redis_is_known(server: str, inside: redis.Redis) -> None:
    """Many short documents are what is most above what is counted."""

    async def fill() -> None:
        store = RedisStore(server)
        rooms = [1_000, shared.NEW.size, FIRST, 4_000, shared.KNOWN.size, REMEMBERED]
        for verb, most in (("new", 1_000), ("known", 4_000)):
            for number in range(2 * most):
                await store._script(KEYS, [verb, f"{verb}{number:060}", CANONICAL, *rooms])
        await store.close()

    asyncio.run(fill())
    assert shelves(inside)["new"][0] == 1_000
    assert shelves(inside)["known"][0] == 4_000
    used = sum(int(inside.memory_usage(key, samples=0) or 0) for key in KEYS)
    assert used < 5_000 * 400


def test_in_redis_too_a_document_lives_shortly_until_it_is_asked_for(
    server: str, inside: redis.Redis
) -> None:
    async def live() -> None:
        store, other = RedisStore(server), RedisStore(server)
        await store.put("once", TYPENAME)
        await store.put("twice", TYPENAME)
        assert all(0 < inside.ttl(key) <= FIRST for key in KEYS[:2])
        assert await other.get("twice") == TYPENAME
        assert all(FIRST < inside.ttl(key) <= REMEMBERED for key in KEYS)
        now = inside.time()[0]
        assert 0 < inside.zscore(KEYS[1], "once") - now <= FIRST + 1
        assert FIRST < inside.zscore(KEYS[2], "twice") - now <= REMEMBERED + 1
        inside.zadd(KEYS[1], {"once": now - 1})
        assert await other.get("once") is None
        assert shelves(inside)["new"] == (0, 0)
        await store.close()
        await other.close()

    asyncio.run(live())


def test_redis_that_forgot_a_part_begins_anew(server: str, inside: redis.Redis) -> None:
    async def forget() -> None:
        store, other = RedisStore(server), RedisStore(server)
        for key in KEYS:
            await store.put("a", TYPENAME)
            await store.get("a")
            inside.delete(key)
            await store.put(f"after {key}", TYPENAME)
            assert await other.get(f"after {key}") == TYPENAME
            shelves(inside)
        await store.close()
        await other.close()

    asyncio.run(forget())


def test_a_use_that_redis_did_not_see_is_told_to_it(
    server: str, inside: redis.Redis, clock: Callable[[float], None]
) -> None:
    async def use() -> None:
        store = RedisStore(server)
        await store.put("a", TYPENAME)
        assert await store.get("a") == TYPENAME
        inside.flushall()
        assert await store.get("a") == TYPENAME
        assert inside.keys() == []
        clock(shared.CONFIRMED_SECONDS)
        assert await store.get("a") == TYPENAME
        assert shelves(inside)["known"] == (1, len("a") + len(TYPENAME))
        await store.close()

    asyncio.run(use())


def test_an_address_that_sends_too_many_is_answered_but_no_longer_kept(
    api_with: Callable[..., Api],
) -> None:
    api = api_with(throttle_persist="3/minute")
    documents = [f"{{ a{number}: __typename }}" for number in range(5)]
    for number, document in enumerate([*documents, *documents]):
        answer = send(api, persisted(sha256(document), query=document))
        assert answer.json() == {"data": {f"a{number % 5}": "Query"}}
    kept = [codes(send(api, persisted(sha256(document)))) for document in documents]
    assert kept == [[], [], [], UNKNOWN, UNKNOWN]


def test_what_is_kept_says_the_same_without_comments_and_space(
    server: str, inside: redis.Redis, api_with: Callable[..., Api]
) -> None:
    document = (
        "\ufeffquery   Q  {  # " + "x" * 19_000 + "\n  one : __typename ,, \n two:__typename }"
    )
    api = api_with(redis_url=server)
    whole = send(api, persisted(sha256(document), query=document)).json()
    assert inside.hget(KEYS[0], sha256(document)) == b"query Q{one:__typename two:__typename}"
    assert send(api, persisted(sha256(document))).json() == whole
    elsewhere = api_with(redis_url=server)
    assert send(elsewhere, persisted(sha256(document))).json() == whole


def test_hosts_that_share_redis_know_what_was_sent_to_any(
    server: str, inside: redis.Redis, api_with: Callable[..., Api]
) -> None:
    first, second = api_with(redis_url=server), api_with(redis_url=server)
    assert codes(send(second, persisted(HASH))) == UNKNOWN
    assert codes(send(first, persisted(HASH, query=TYPENAME))) == []
    assert codes(send(second, persisted(HASH))) == []
    assert inside.hget(KEYS[0], HASH) == CANONICAL.encode()


def test_only_what_was_answered_reaches_redis(
    server: str, inside: redis.Redis, api_with: Callable[..., Api]
) -> None:
    api = api_with(redis_url=server)
    send(api, persisted(sha256("{ nothing }"), query="{ nothing }"))
    send(api, persisted(HASH, query="{ nothing }"))
    assert list(inside.scan_iter("*persisted*")) == []


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
    monkeypatch.setattr("base.redis_link.REST_SECONDS", 0.0)
    api = api_with(redis_url=f"redis+unix://{tmp_path / 'redis.sock'}")
    assert codes(send(api, persisted(HASH))) == UNKNOWN
    with redis_server.running(tmp_path) as url:
        other = api_with(redis_url=url)
        assert codes(send(other, persisted(HASH, query=TYPENAME))) == []
        assert codes(send(api, persisted(HASH))) == []
