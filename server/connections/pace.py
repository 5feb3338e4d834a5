"""How fast something may come: so many a second, and after a rest some seconds' worth at once."""

import time

BURST = 10
"""Seconds whose worth may come at once."""


class Pace:
    def __init__(self, rate: int) -> None:
        self._interval = 1 / rate
        self._due = 0.0

    def late(self) -> float:
        """Count one that comes now; the seconds by which it comes too early."""
        now = time.monotonic()
        self._due = max(self._due, now - BURST) + self._interval
        return max(0.0, self._due - now)
