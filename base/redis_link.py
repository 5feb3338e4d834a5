"""Redis, which hosts share and none depends on: asked quickly, and left alone after it failed.

Whoever asks says what it does without an answer, which is never to fail. The client takes 6 MB of
memory, so it is imported where it is used: without REDIS_URL that is nowhere.
"""

import logging
import time
from asyncio import wait_for
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from redis.asyncio import Redis

T = TypeVar("T")

TIMEOUT_SECONDS = 0.5
"""How long an answer is waited for."""
REST_SECONDS = 10.0
"""How long Redis is left alone after it failed."""


def failures() -> tuple[type[Exception], ...]:
    """What it raises where it is away, hangs or has no room."""
    from redis.exceptions import RedisError  # noqa: PLC0415

    return (RedisError, OSError, TimeoutError)


class RedisAway(Exception):
    """There is no answer, now or until it is asked again."""


class RedisLink:
    """Stands between Redis and whoever asks it: each failure costs one wait and one logged line."""

    def __init__(self, log: logging.Logger, consequence: str) -> None:
        """`consequence`: what holds for as long as Redis is away, in the words of an operator."""
        self._log = log
        self._consequence = consequence
        self._rests_until = 0.0

    @property
    def is_up(self) -> bool:
        """Whether Redis is asked now."""
        return time.monotonic() >= self._rests_until

    async def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """The answer; RedisAway where there is none, and at once while Redis is left alone."""
        if not self.is_up:
            raise RedisAway
        try:
            return await wait_for(question(), TIMEOUT_SECONDS)
        except failures() as error:
            self._rests_until = time.monotonic() + REST_SECONDS
            self._log.warning("Redis is away; %s: %s", self._consequence, type(error).__name__)
            raise RedisAway from error


def connect(url: str) -> "Redis":
    """A client that connects when it is first used; ValueError for what is no address of Redis."""
    from redis.asyncio import Redis  # noqa: PLC0415

    return Redis.from_url(
        url.replace("redis+unix://", "unix://", 1),
        decode_responses=True,
        socket_connect_timeout=TIMEOUT_SECONDS,
        health_check_interval=15,
    )
