"""Everybody who is connected: how many in all and from one address, and what is held for them.

Two things take memory by the client's doing: what it sends until that is whole, and what it is
sent until it takes it. Both are counted here, for every connection, and have limits for one
address and in all; time limits of what a client sends are the business of the protocols.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from uvicorn.middleware.proxy_headers import _TrustedHosts

from auth.networks import network
from resolvers.operation.turns import Turns
from server.connections.intake import Inbox, Intake
from server.settings import Settings

SHARE = 4
"""One address may hold a quarter of what all together may."""
PACE_BYTES = 64 * 1024
"""Bytes that a client takes in the time that an answer may wait, or all of it."""
STEP_SECONDS = 0.1
"""Seconds after which a draining process looks whether somebody is there."""
MOST_TURNED_AWAY = 100
"""Connections beyond the limits that are told so; others are closed without a word."""


class Speaker(Protocol):
    """What speaks on a connection."""

    @property
    def may_ask(self) -> bool:
        """Whether a request may be on its way, or its answer about to begin."""

    def drain(self) -> None:
        """Say with the next answer that it is the last one."""


class Connection:
    """One connection, whatever it speaks."""

    def __init__(self, transport: asyncio.Transport, address: str | None, speaker: Speaker) -> None:
        """`address`: whose share it takes; None for nobody's, as of a trusted proxy."""
        self.transport = transport
        self.address = address
        self.speaker = speaker
        self.received = 0
        self._unread, self._since = 0, 0.0

    @property
    def waiting(self) -> int:
        """Bytes that were written and that the client did not take yet."""
        return self.transport.get_write_buffer_size()

    def took(self) -> None:
        """The client takes what it is sent."""
        self._unread = 0

    def is_stuck(self, now: float, patience: float) -> bool:
        """Whether the client took too little for too long; to be asked now and then."""
        waiting = self.waiting
        if not self._unread or waiting <= self._unread - min(PACE_BYTES, self._unread):
            self._unread, self._since = waiting, now
        self._unread = max(self._unread, waiting)
        return waiting > 0 and now - self._since > patience


class Connections:
    """Those of one process."""

    def __init__(self, settings: Settings, turns: Turns) -> None:
        """`turns`: those of the loop, which what is sent takes as what is answered does."""
        self.settings = settings
        self.intake = Intake(turns)
        self.is_draining = False
        self._open: dict[asyncio.Transport, Connection] = {}
        self._of_address: Counter[str] = Counter()
        self._received = 0
        self._received_of: Counter[str] = Counter()
        self._turned_away = 0
        self._proxies = _TrustedHosts(settings.trusted_proxies)

    def __len__(self) -> int:
        return len(self._open)

    def enter(
        self, transport: asyncio.Transport, host: str | None, speaker: Speaker
    ) -> Connection | None:
        """None where there are as many as there may be."""
        address = None if host is None or host in self._proxies else network(host)
        full = len(self._open) >= self.settings.limit_connections
        if full or not self._has_room(address):
            return None
        if address is not None:
            self._of_address[address] += 1
        self._open[transport] = Connection(transport, address, speaker)
        return self._open[transport]

    def of(self, transport: asyncio.Transport) -> Connection:
        return self._open[transport]

    def inbox(
        self,
        transport: asyncio.Transport,
        piece: int,
        take: Callable[[bytes], None],
        is_stopped: Callable[[], bool],
    ) -> Inbox:
        """What takes in what is sent; the connections of proxies share their turns."""
        connection = self._open.get(transport)
        address = (connection and connection.address) or ""
        return Inbox(self.intake, address, transport, piece, take, is_stopped)

    def leave(self, connection: Connection) -> None:
        self.hold(connection, 0)
        del self._open[connection.transport]
        if connection.address is not None:
            _less(self._of_address, connection.address, 1)

    def turn_away(self) -> bool:
        """Whether one that was not let in can be told so; `turned_away` says that it has gone."""
        if self._turned_away >= MOST_TURNED_AWAY:
            return False
        self._turned_away += 1
        return True

    def turned_away(self) -> None:
        self._turned_away -= 1

    def hold(self, connection: Connection, size: int) -> bool:
        """Hold `size` bytes that a client sent; whether that is within the limits."""
        more = size - connection.received
        connection.received = size
        self._received += more
        if connection.address is not None:
            self._received_of[connection.address] += more
            _less(self._received_of, connection.address, 0)
        limit = self.settings.limit_held_bytes
        mine = self._received_of[connection.address] if connection.address is not None else 0
        return self._received <= limit and mine <= limit // SHARE

    def make_room(self) -> None:
        """Cut off whoever lets most wait, until what waits is within the limits."""
        limit = self.settings.limit_held_bytes
        waiting = [(each.waiting, each) for each in self._open.values()]
        total, of_address = 0, Counter[str]()
        for size, each in waiting:
            total += size
            if each.address is not None:
                of_address[each.address] += size
        greedy = {address for address, size in of_address.items() if size > limit // SHARE}
        if total <= limit and not greedy:
            return
        for size, each in sorted(waiting, key=lambda item: -item[0]):
            if total > limit or each.address in greedy:
                each.transport.abort()
                total -= size
                if each.address is not None:
                    of_address[each.address] -= size
                    if of_address[each.address] <= limit // SHARE:
                        greedy.discard(each.address)
            if total <= limit and not greedy:
                return

    def cut_off(self) -> None:
        """Cut off whoever takes nothing of what it is sent."""
        now = time.monotonic()
        for each in tuple(self._open.values()):
            if each.is_stuck(now, self.settings.limit_unread_seconds):
                each.transport.abort()

    async def watch(self) -> None:
        """Look at what waits, for as long as the process runs."""
        while True:
            await asyncio.sleep(min(1.0, self.settings.limit_unread_seconds / 4))
            self.cut_off()

    async def drain(self) -> None:
        """Let clients finish and go, for a while: every answer says that it is the last one."""
        self.is_draining = True
        for each in self._open.values():
            each.speaker.drain()
        for _ in range(round(self.settings.drain_seconds / STEP_SECONDS)):
            if not any(each.speaker.may_ask for each in self._open.values()):
                break
            await asyncio.sleep(STEP_SECONDS)

    def _has_room(self, address: str | None) -> bool:
        most = self.settings.limit_address_connections
        return address is None or self._of_address[address] < most


def _less(counts: Counter[str], key: str, less: int) -> None:
    """Count down, and forget what has come to nothing."""
    counts[key] -= less
    if counts[key] <= 0:
        del counts[key]
