"""How often something may be tried, counted in memory or, for many hosts, in Redis.

A throttle never locks anybody out for good: its window moves on. Redis lost, or absent at the
start, is degraded service: each process then counts by itself, and looks for Redis again later.
"""

import enum
import hashlib
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter

from auth.networks import network, wider
from auth.windows import Windows
from base.errors import RateLimited
from base.redis_link import TIMEOUT_SECONDS, RedisAway, RedisLink

log = logging.getLogger("aai.throttles")
T = TypeVar("T")

TIMES = {56: 4, 48: 16, 24: 16}
"""By prefix length: how many times as much as one address a wider network may try."""
Limiter = Windows | MovingWindowRateLimiter


class Throttle(enum.Enum):
    """What is counted, and for whom."""

    LOGIN = "sign-ins an address"
    LOGIN_FAILED = "failed sign-ins an account and address"
    LOGIN_FAILED_ELSEWHERE = "wrong passwords an account, from addresses it never signed in from"
    REGISTER = "questions whether an email or username is taken, an address and a user"
    REFRESH = "refreshes a session"
    REFRESH_FAILED = "refresh tokens that are none of ours, an address"
    CHANGE_PASSWORD = "tries at one's password, a session and address"  # noqa: S105
    MAIL = "mails that somebody asks for, a mailbox"
    MAIL_ASKED = "mails that are asked for, an address"
    TOKEN = "one-time tokens that are tried, an address"  # noqa: S105
    SECOND_FACTOR = "codes of a second factor that are tried, an account"
    PICTURE = "pictures a user sends"
    PERSIST = "documents an address sends to be kept"


class Throttles:
    """Counts tries; rates are written as `5/minute` or `5 per 10 minutes`."""

    def __init__(
        self,
        rates: Mapping[Throttle, str],
        redis_url: str | None = None,
        times: Mapping[int, int] = TIMES,
    ) -> None:
        """ValueError for a rate that cannot be read; Redis is first asked at the first try."""
        self._rates = {throttle: parse(text) for throttle, text in rates.items()}
        self._times = times
        self._memory = {throttle: Windows() for throttle in rates}
        self._storage = _redis_storage(redis_url) if redis_url else None
        self._redis = MovingWindowRateLimiter(self._storage) if self._storage else None
        self._link = RedisLink(log, "throttles count in memory")

    @property
    def remembered(self) -> int:
        """How many windows there are in memory."""
        return sum(map(len, self._memory.values()))

    async def close(self) -> None:
        """Let go of the connections to Redis."""
        if self._storage is not None:
            bridge: Any = self._storage.bridge
            await bridge.storage.aclose()

    async def hit(self, throttle: Throttle, *whom: str) -> None:
        """Count one try; RateLimited where there were as many as there may be."""
        await self._hit(throttle, self._rates[throttle], *whom)

    async def hit_networks(self, throttle: Throttle, address: str) -> None:
        """Count one try of an address and of the wider networks around it."""
        await self.hit(throttle, network(address))
        await self.hit_wider(throttle, address)

    async def hit_wider(self, throttle: Throttle, address: str) -> None:
        """Count one try of the networks around an address, which may try several times as often."""
        rate = self._rates[throttle]
        for length, around in wider(address).items():
            more = type(rate)(rate.amount * self._times[length], rate.multiples)
            await self._hit(throttle, more, around)

    async def count(self, throttle: Throttle, *whom: str) -> None:
        """Count one try, however many there were."""
        rate, key = self._rates[throttle], _key(throttle, whom)
        await self._ask(throttle, lambda limiter: limiter.hit(rate, key))

    async def check(self, throttle: Throttle, *whom: str) -> None:
        """As `hit`, without counting."""
        rate, key = self._rates[throttle], _key(throttle, whom)
        if not await self._ask(throttle, lambda limiter: limiter.test(rate, key)):
            await self._refuse(throttle, rate, key)

    async def _hit(self, throttle: Throttle, rate: RateLimitItem, *whom: str) -> None:
        key = _key(throttle, whom)
        if not await self._ask(throttle, lambda limiter: limiter.hit(rate, key)):
            await self._refuse(throttle, rate, key)

    async def _refuse(self, throttle: Throttle, rate: RateLimitItem, key: str) -> None:
        stats = await self._ask(throttle, lambda limiter: limiter.get_window_stats(rate, key))
        raise RateLimited(retryAfter=max(1, math.ceil(stats.reset_time - time.time())))

    async def _ask(self, throttle: Throttle, question: Callable[[Limiter], Awaitable[T]]) -> T:
        """The answer of Redis, or of this process's memory while Redis is away."""
        limiter = self._redis
        if limiter is not None:
            with suppress(RedisAway):
                return await self._link.ask(lambda: question(limiter))
        return await question(self._memory[throttle])


def _redis_storage(url: str) -> RedisStorage:
    return RedisStorage(
        f"async+{url}",
        implementation="redispy",
        key_prefix="aai",
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )


def _key(throttle: Throttle, whom: tuple[str, ...]) -> str:
    """Emails and addresses are not kept, only what they hash to."""
    text = "\x1f".join(whom).encode("utf-8", "surrogatepass")
    return f"{throttle.name}:{hashlib.sha256(text).hexdigest()}"
