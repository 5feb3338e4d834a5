"""Redis, which many hosts share: asked quickly or not at all."""

from redis.asyncio import Redis

TIMEOUT = 0.5
"""Seconds to wait for an answer."""


def connect(url: str) -> Redis:
    """A client that connects when it is first used; ValueError for what is no address of Redis."""
    return Redis.from_url(
        url.replace("redis+unix://", "unix://", 1),
        decode_responses=True,
        socket_connect_timeout=TIMEOUT,
        health_check_interval=15,
    )
