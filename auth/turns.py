"""Turns at what takes a core: shared out by network, with places for those whom an account knows.

Two lines wait, of as many places each: one for addresses that an account is known from, one for
everybody else. The lines take turns. In each, the network that had the fewest turns lately is
next, and where a line is full, the network that has most in it loses its newest. So whoever fills
a line waits for themselves, from however many addresses of their networks they come. Of one address
the same holds for its users, where it is known who they are. Where some turns take longer than
others, they count as so many.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from auth.networks import widest_first
from base.errors import RateLimited

LATELY_SECONDS = 300.0
"""Seconds after which turns begin to be forgotten; after twice as many they are."""
MOST_NETWORKS = 10_000
"""Networks whose turns are remembered, after which they are forgotten sooner."""
LONGEST_WAIT_SECONDS = 6.0
"""Seconds that somebody waits, which leaves an operation time for the rest of its work."""
LEVELS = 4
"""Whom turns are counted for, at most: the /48 of an IPv6 address, its /56, itself, and a user."""
RETRY_AFTER_SECONDS = 5
"""Seconds in which those are through who wait now."""


@dataclass(frozen=True)
class Caller:
    """Who waits: from which address, and whether the account they ask for is known from there."""

    address: str = ""
    is_known: bool = False
    user: str | None = None
    """Who asks from there, where that is known."""

    @property
    def networks(self) -> tuple[str, ...]:
        """Whom their turns are counted for, the widest first; a user is the narrowest."""
        networks = widest_first(self.address)
        return networks if self.user is None else (*networks, self.user)


NOBODY = Caller()


@dataclass(frozen=True, eq=False)
class _Place:
    """One place in a line, and what is told to whoever waits in it."""

    networks: Sequence[str]
    """The widest first."""
    turn: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


def _padded(counts: list[float]) -> list[float]:
    """As many counts for each kind of address, so that none comes first by having fewer."""
    return counts + counts[-1:] * (LEVELS - len(counts))


class _Lately:
    """How many turns each network had lately."""

    def __init__(self) -> None:
        self._now: defaultdict[str, float] = defaultdict(float)
        self._before = self._now.copy()
        self._since = time.monotonic()

    def count(self, networks: Sequence[str], turns: float = 1) -> None:
        if time.monotonic() - self._since > LATELY_SECONDS or len(self._now) > MOST_NETWORKS:
            idle = time.monotonic() - self._since > 2 * LATELY_SECONDS
            self._before = defaultdict(float) if idle else self._now
            self._now, self._since = defaultdict(float), time.monotonic()
        for each in networks:
            self._now[each] += turns

    def of(self, networks: Sequence[str]) -> list[float]:
        counts = [self._now.get(each, 0) + self._before.get(each, 0) for each in networks]
        return _padded(counts)


class _Line:
    """Those who wait, as long as there are places, in the order in which they came."""

    def __init__(self, places: int, lately: _Lately) -> None:
        self._waiting: list[_Place] = []
        self._places = places
        self._lately = lately

    @property
    def waiting(self) -> list[_Place]:
        """Without those who have gone away."""
        self._waiting = [place for place in self._waiting if not place.turn.done()]
        return self._waiting

    def enter(self, newcomer: _Place) -> None:
        """Wait; in a full line somebody goes, not always the newcomer."""
        waiting = [*self.waiting, newcomer]
        if len(waiting) > self._places:
            loser = self._loser(waiting)
            waiting.remove(loser)
            loser.turn.set_exception(RateLimited(retryAfter=RETRY_AFTER_SECONDS))
        self._waiting = waiting

    def _loser(self, waiting: Sequence[_Place]) -> _Place:
        """The newest of the network with most places, or among equals with most turns lately."""
        held = Counter(network for place in waiting for network in place.networks)
        return max(
            reversed(waiting),
            key=lambda place: (
                _padded([held[network] for network in place.networks]),
                self._lately.of(place.networks),
            ),
        )

    def leave(self) -> _Place:
        """The first of the network that had the fewest turns lately."""
        first = min(self.waiting, key=lambda place: self._lately.of(place.networks))
        self._waiting.remove(first)
        self._lately.count(first.networks)
        return first


class Turns:
    """Lets `at_once` work at the same time, and as many as `places` wait in each line."""

    def __init__(self, at_once: int, places: int, longest: float = LONGEST_WAIT_SECONDS) -> None:
        self._free = at_once
        self._longest = longest
        self._lately = _Lately()
        self._strangers = _Line(places, self._lately)
        self._known = _Line(places, self._lately)
        self._lines = [self._known, self._strangers]

    async def take(self, caller: Caller) -> None:
        """Return when it is this caller's turn, which `give` ends.

        RateLimited where others push them out, or none comes in time.
        """
        place = _Place(caller.networks)
        (self._known if caller.is_known else self._strangers).enter(place)
        self._let_in()
        try:
            async with asyncio.timeout(self._longest):
                await self._wait(place)
        except TimeoutError:
            raise RateLimited(retryAfter=RETRY_AFTER_SECONDS) from None

    async def _wait(self, place: _Place) -> None:
        try:
            await place.turn
        except asyncio.CancelledError:
            if not place.turn.cancelled() and place.turn.exception() is None:
                self.give()  # it came just when nobody waited for it any more
            raise

    def give(self, caller: Caller = NOBODY, seconds: float = 1) -> None:
        """End a turn; that of a `caller` counts as many as it took `seconds`, instead of one."""
        self._lately.count(caller.networks, seconds - 1)
        self._free += 1
        self._let_in()

    def _let_in(self) -> None:
        """Begin the turns that are free, of one line after the other."""
        while self._free and (line := next((each for each in self._lines if each.waiting), None)):
            self._free -= 1
            line.leave().turn.set_result(None)
            self._lines.sort(key=lambda each: each is line)
