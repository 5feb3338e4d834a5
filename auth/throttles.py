"""How often something may be tried, counted in memory or, for many hosts, in Redis.

A throttle never locks anybody out for good: its window moves on. Redis lost, or absent at the
start, is degraded service: each process then counts by itself, and looks for Redis again later.
"""

import asyncio
import enum
import hashlib
import ipaddress
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from db.errors import RateLimited

log = logging.getLogger("aai.throttles")
T = TypeVar("T")

REDIS_TIMEOUT = 0.5
"""Seconds to wait for Redis."""
REDIS_REST = 10.0
"""Seconds to leave Redis alone after it failed."""


class Throttle(enum.Enum):
    """What is counted, and for whom."""

    LOGIN = "sign-ins an address"
    LOGIN_FAILED = "failed sign-ins an account and address"
    LOGIN_FAILED_ELSEWHERE = "failed sign-ins an account, from addresses it never signed in from"
    REGISTER = "registrations an address"
    REFRESH = "refreshes a session"
    CHANGE_PASSWORD = "password changes a user"  # noqa: S105
    PERSIST = "documents an address sends to be kept"


class Throttles:
    """Counts tries; rates are written as `5/minute` or `5 per 10 minutes`."""

    def __init__(self, rates: Mapping[Throttle, str], redis_url: str | None = None) -> None:
        """ValueError for a rate that cannot be read; Redis is first asked at the first try."""
        self._rates = {throttle: parse(text) for throttle, text in rates.items()}
        self._counts = MemoryStorage()
        self._memory = MovingWindowRateLimiter(self._counts)
        self._storage = _redis_storage(redis_url) if redis_url else None
        self._redis = MovingWindowRateLimiter(self._storage) if self._storage else None
        self._redis_rests_until = 0.0

    async def close(self) -> None:
        """Stop the clean-up of the memory, and let go of the connections to Redis."""
        if self._counts.timer is not None:
            self._counts.timer.cancel()
            await asyncio.gather(self._counts.timer, return_exceptions=True)
        if self._storage is not None:
            bridge: Any = self._storage.bridge
            await bridge.storage.aclose()

    async def hit(self, throttle: Throttle, *whom: str) -> None:
        """Count one try; RateLimited where there were as many as there may be."""
        await self._refuse_unless(throttle, whom, lambda limiter, rate, key: limiter.hit(rate, key))

    async def count(self, throttle: Throttle, *whom: str) -> None:
        """Count one try, however many there were."""
        rate, key = self._rates[throttle], _key(throttle, whom)
        await self._ask(lambda limiter: limiter.hit(rate, key))

    async def check(self, throttle: Throttle, *whom: str) -> None:
        """As `hit`, without counting."""
        await self._refuse_unless(
            throttle, whom, lambda limiter, rate, key: limiter.test(rate, key)
        )

    async def _refuse_unless(
        self,
        throttle: Throttle,
        whom: tuple[str, ...],
        ask: Callable[[MovingWindowRateLimiter, RateLimitItem, str], Awaitable[bool]],
    ) -> None:
        rate, key = self._rates[throttle], _key(throttle, whom)
        if not await self._ask(lambda limiter: ask(limiter, rate, key)):
            stats = await self._ask(lambda limiter: limiter.get_window_stats(rate, key))
            wait = max(1, math.ceil(stats.reset_time - time.time()))
            raise RateLimited(retryAfter=wait)

    async def _ask(self, question: Callable[[MovingWindowRateLimiter], Awaitable[T]]) -> T:
        """The answer of Redis, or of this process's memory while Redis is away."""
        if self._redis is not None and time.monotonic() >= self._redis_rests_until:
            try:
                return await question(self._redis)
            except (RedisError, OSError, TimeoutError) as error:
                self._redis_rests_until = time.monotonic() + REDIS_REST
                log.warning("Redis is away; throttles count in memory: %s", type(error).__name__)
        return await question(self._memory)


def network(address: str) -> str:
    """What counts as one address: IPv6 hands a /64 to every household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def neighbourhood(address: str) -> str:
    """What one customer of a provider may have in all: an IPv6 /48, an IPv4 /24."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    parsed = mapped or parsed
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


def _redis_storage(url: str) -> RedisStorage:
    return RedisStorage(
        f"async+{url}",
        implementation="redispy",
        key_prefix="aai",
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=REDIS_TIMEOUT,
    )


def _key(throttle: Throttle, whom: tuple[str, ...]) -> str:
    """Emails and addresses are not kept, only what they hash to."""
    text = "\x1f".join(whom).encode("utf-8", "surrogatepass")
    return f"{throttle.name}:{hashlib.sha256(text).hexdigest()}"
