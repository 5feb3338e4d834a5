"""Has strangers' pictures written anew by `pictures.reencode`, a few at a time."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

from pictures.reencode import SECONDS, TOO_MANY_PIXELS

ROOT = Path(__file__).resolve().parent.parent


class Unreadable(Exception):
    """No picture; `is_too_large`: more pixels than are decoded."""

    def __init__(self, *, is_too_large: bool = False) -> None:
        super().__init__()
        self.is_too_large = is_too_large


class Rewriter:
    def __init__(self, at_once: int = os.cpu_count() or 1) -> None:
        """`at_once`: processes that decode, each of which may take a core."""
        self._turns = asyncio.Semaphore(at_once)

    async def rewritten(self, read: Callable[[], bytes]) -> bytes:
        """The picture as WebP, small and without anything but what is seen; or Unreadable.

        The file is read when its turn comes: what waits takes no memory.
        """
        async with self._turns:
            content = await asyncio.to_thread(read)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-E", "-s", "-B", "-m", "pictures.reencode"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=ROOT,
                env={},
            )
            try:
                async with asyncio.timeout(SECONDS):
                    small, _ = await process.communicate(content)
            except TimeoutError:
                raise Unreadable from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode != 0 or not small:
            raise Unreadable(is_too_large=process.returncode == TOO_MANY_PIXELS)
        return small
