"""Carries events from who wrote something to who follows it, in this process and in others.

Redis carries it between processes and hosts. Lost, or not there, each process hears its own alone;
what must be noticed in any case, such as the end of a session, is also looked up now and then.
"""

import asyncio
import contextlib
import json
import logging
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from base.errors import RateLimited
from base.redis_link import REST_SECONDS, RedisAway, RedisLink, connect, failures
from resolvers.operation.events import ChangeKind, Event

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = logging.getLogger("aai.events")

CHANNEL = "aai:events"
MOST_WAITING = 100
"""Events that wait for a follower who is slow; the oldest are forgotten."""
MOST_FOLLOWED = 100


class Listener:
    """Hears the topics that it follows, from the moment on that it follows them."""

    def __init__(self, listeners: "defaultdict[str, set[Listener]]") -> None:
        self._listeners = listeners
        self._topics: set[str] = set()
        self._waiting: asyncio.Queue[Event] = asyncio.Queue(MOST_WAITING)

    def follow(self, *topics: str) -> None:
        """Follow `topics`, and nothing else any more."""
        for topic in self._topics - set(topics):
            self._listeners[topic].discard(self)
            if not self._listeners[topic]:
                del self._listeners[topic]
        for topic in topics:
            self._listeners[topic].add(self)
        self._topics = set(topics)

    def hear(self, event: Event) -> None:
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(event)

    async def next(self) -> Event:
        return await self._waiting.get()


class Bus:
    """Of one process: all who follow something there."""

    def __init__(self, redis_url: str | None = None, most: int = MOST_FOLLOWED) -> None:
        """Connect to nothing yet; `most`: how many listeners one follower may have at once."""
        self._redis = connect(redis_url) if redis_url else None
        self._most = most
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._followers: Counter[str] = Counter()
        self._myself = secrets.token_hex(8)
        self._tasks: set[asyncio.Task[None]] = set()
        self._hearing: asyncio.Task[None] | None = None
        self._link = RedisLink(log, "other hosts hear nothing")

    @property
    def listening(self) -> int:
        """How many topics somebody listens to."""
        return len(self._listeners)

    def publish(self, events: Iterable[Event]) -> None:
        """Tell everyone, and wait for nobody."""
        for event in events:
            self._tell(event)
            if self._redis is not None and self._link.is_up:
                task = asyncio.ensure_future(self._send(self._redis, event))
                self._tasks.add(task)  # the loop keeps only weak references to tasks
                task.add_done_callback(self._tasks.discard)

    @contextlib.contextmanager
    def listen(self, *topics: str, follower: str | None = None) -> Iterator[Listener]:
        """A listener to `topics`; RateLimited where `follower` has as many as there may be."""
        if follower is not None and self._followers[follower] >= self._most:
            raise RateLimited(f"At most {self._most} subscriptions are followed at once.")
        if self._redis is not None and (self._hearing is None or self._hearing.done()):
            self._hearing = asyncio.ensure_future(self._hear(self._redis))
        listener = Listener(self._listeners)
        listener.follow(*topics)
        if follower is not None:
            self._followers[follower] += 1
        try:
            yield listener
        finally:
            listener.follow()
            if follower is not None:
                self._followers[follower] -= 1
                self._followers += Counter()  # forgets who follows nothing

    async def close(self) -> None:
        """Let go of Redis."""
        tasks = [*self._tasks, *([self._hearing] if self._hearing else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._redis is not None:
            await self._redis.aclose()

    def _tell(self, event: Event) -> None:
        for listener in tuple(self._listeners.get(event.topic, ())):
            listener.hear(event)

    async def _send(self, redis: "Redis", event: Event) -> None:
        message = json.dumps([self._myself, event.topic, event.kind.name])
        with contextlib.suppress(RedisAway):
            await self._link.ask(lambda: redis.publish(CHANNEL, message))

    async def _hear(self, redis: "Redis") -> None:
        """Tell what other processes tell, for as long as this one runs."""
        ends: tuple[type[Exception], ...] = (*failures(), ValueError, KeyError)
        while True:
            try:
                async with redis.pubsub(ignore_subscribe_messages=True) as subscription:
                    await subscription.subscribe(CHANNEL)
                    async for message in subscription.listen():
                        sender, topic, kind = json.loads(message["data"])
                        if sender != self._myself:
                            self._tell(Event(topic, ChangeKind[kind]))
            except ends as error:
                log.warning("Redis is away; only this host is heard: %s", type(error).__name__)
            await asyncio.sleep(REST_SECONDS)
