"""Redis that goes away, hangs or comes back costs whoever asks one wait and one line."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from base import redis_link
from base.redis_link import RedisAway, RedisLink
from tests.support import redis_server

ANSWERED, IN_VAIN, NOT_ASKED = "answered", "asked in vain", "not asked"


class Asker:
    """Asks one Redis again and again, over one link."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._redis: Redis = redis_link.connect(url)
        self._link = RedisLink(logging.getLogger("tests"), "nothing is shared")

    def ask(self) -> str:
        """What becomes of a question."""
        asked: list[None] = []

        def question() -> object:
            asked.append(None)
            return self._redis.ping()

        try:
            self._loop.run_until_complete(self._link.ask(question))
        except RedisAway:
            return IN_VAIN if asked else NOT_ASKED
        return ANSWERED

    def close(self) -> None:
        self._loop.run_until_complete(self._redis.aclose())
        self._loop.close()


@pytest.fixture
def asking() -> Iterator[Callable[[str], Asker]]:
    askers: list[Asker] = []

    def to(url: str) -> Asker:
        askers.append(Asker(url))
        return askers[-1]

    yield to
    for asker in askers:
        asker.close()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failure, Redis is asked again without a rest."""
    monkeypatch.setattr(redis_link, "REST_SECONDS", 0.0)


def test_redis_that_goes_away_is_asked_once_and_then_left_alone(
    tmp_path: Path, asking: Callable[[str], Asker], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with redis_server.running(tmp_path) as url:
        asker = asking(url)
        assert asker.ask() == ANSWERED
    assert [asker.ask() for _ in range(3)] == [IN_VAIN, NOT_ASKED, NOT_ASKED]
    (line,) = caplog.messages
    assert line.startswith("Redis is away; nothing is shared: ")
    assert str(tmp_path) not in line


def test_redis_that_was_never_there_is_asked_when_it_comes(
    tmp_path: Path, asking: Callable[[str], Asker], at_once: None
) -> None:
    asker = asking(f"redis+unix://{tmp_path / 'redis.sock'}")
    assert [asker.ask() for _ in range(2)] == [IN_VAIN, IN_VAIN]
    with redis_server.running(tmp_path):
        assert asker.ask() == ANSWERED


def test_redis_that_hangs_is_not_waited_for_and_answers_once_it_goes_on(
    tmp_path: Path, asking: Callable[[str], Asker], at_once: None
) -> None:
    with redis_server.running(tmp_path) as url:
        asker = asking(url)
        with redis_server.client(url) as client:
            process = client.info("server")["process_id"]
        assert asker.ask() == ANSWERED
        os.kill(process, signal.SIGSTOP)
        try:
            assert asker.ask() == IN_VAIN
        finally:
            os.kill(process, signal.SIGCONT)
        assert asker.ask() == ANSWERED
