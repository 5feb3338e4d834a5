"""Has strangers' pictures written anew by `pictures.reencode`, a few at a time, by turns."""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from auth.turns import Caller, Turns
from pictures.limits import TOO_MANY_PIXELS

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
"""Programs that decode, each of which may take a core: as many are left to all else."""
MOST_WAITING = 24
"""Pictures that wait, for each program."""
LONGEST_WAIT_SECONDS = 60.0
"""That one waits; operations end sooner, unless they may take long."""
ANYBODY = Caller()


class Unreadable(Exception):
    """No picture; `is_too_large`: more pixels than are decoded."""

    def __init__(self, *, is_too_large: bool = False) -> None:
        super().__init__()
        self.is_too_large = is_too_large


class Rewriter:
    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._turns = Turns(at_once, MOST_WAITING * at_once, LONGEST_WAIT_SECONDS)

    async def rewritten(self, read: Callable[[], bytes], caller: Caller = ANYBODY) -> bytes:
        """The picture as WebP, small and without anything but what is seen; or Unreadable.

        RateLimited where too many of the caller's wait. The file is read when its turn comes: what
        waits takes no memory.
        """
        await self._turns.take(caller)
        began = time.monotonic()
        try:
            return await _rewritten(await asyncio.to_thread(read))
        finally:
            self._turns.give(caller, time.monotonic() - began)


async def _rewritten(content: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-E", "-s", "-B", "-m", "pictures.reencode"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
        env={},
    )
    try:
        small, _ = await process.communicate(content)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not small:
        raise Unreadable(is_too_large=process.returncode == TOO_MANY_PIXELS)
    return small
