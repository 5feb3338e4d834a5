"""How far a long command has come: a bar on a terminal, now and then a line anywhere else."""

import sys
import time
from typing import TextIO

WIDTH = 40
BAR_SECONDS, LINE_SECONDS = 0.1, 10.0


class Progress:
    """Counts up to `total`, and says so to `stream`."""

    def __init__(self, total: int, what: str, stream: TextIO | None = None) -> None:
        self.done = 0
        self._total = total
        self._what = what
        self._stream = stream or sys.stderr
        self._is_bar = self._stream.isatty()
        self._told_at = time.monotonic()

    def advance(self) -> None:
        """One more."""
        self.done += 1
        wait = BAR_SECONDS if self._is_bar else LINE_SECONDS
        if time.monotonic() - self._told_at >= wait:
            self._tell()

    def end(self) -> None:
        """Say the last of it."""
        self._tell()
        if self._is_bar:
            self._stream.write("\n")
            self._stream.flush()

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        count = f"{self.done:,} of {self._total:,} {self._what}"
        if self._is_bar:
            filled = WIDTH * self.done // max(self._total, 1)
            self._stream.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {count}")
        else:
            self._stream.write(f"{count}\n")
        self._stream.flush()
