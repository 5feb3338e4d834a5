"""Moving windows in memory, like those of the library `limits`, but bounded and without a timer."""

import time
from collections import OrderedDict

from limits import RateLimitItem, WindowStats

MOST_KEYS = 10_000
"""Windows that are kept, of one throttle; the one that was counted in least lately is forgotten."""


class Windows:
    """The tries of each key that are still in its window."""

    def __init__(self, most: int = MOST_KEYS) -> None:
        self._most = most
        self._tries: OrderedDict[str, list[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tries)

    async def hit(self, rate: RateLimitItem, key: str) -> bool:
        """Count one try, unless there were as many as there may be."""
        tries = self._within(rate, key)
        if len(tries) >= rate.amount:
            return False
        tries.append(time.time())
        self._tries[key] = tries
        self._tries.move_to_end(key)
        if len(self._tries) > self._most:
            self._tries.popitem(last=False)
        return True

    async def test(self, rate: RateLimitItem, key: str) -> bool:
        """Whether one more would be counted."""
        return len(self._within(rate, key)) < rate.amount

    async def get_window_stats(self, rate: RateLimitItem, key: str) -> WindowStats:
        """When the oldest try leaves the window, and how many may still be made."""
        tries = self._within(rate, key)
        oldest = tries[0] if tries else time.time()
        return WindowStats(oldest + rate.get_expiry(), rate.amount - len(tries))

    def _within(self, rate: RateLimitItem, key: str) -> list[float]:
        """The tries of a key without those that have left the window, oldest first."""
        tries = self._tries.get(key, [])
        begin = time.time() - rate.get_expiry()
        left = next((index for index, at in enumerate(tries) if at > begin), len(tries))
        del tries[:left]
        return tries
