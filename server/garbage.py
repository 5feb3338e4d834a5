"""Garbage that refers to itself is collected while little is alive, not in the midst of an answer.

A full collection looks at every object that lives, 0.4 µs each, and nobody has a turn meanwhile.
Python begins one whenever enough was made: with ten large answers on their way it took 0.8
seconds. So we begin it, where few objects are alive that were not there after the last one; what
the start has made, and what caches have come to hold, is not looked at again each time.
"""

import asyncio
import gc
import sys
import time

NEVER = 1 << 30
LOOK_SECONDS = 0.05
"""Seconds between two looks at whether it is time."""
DUE = 3
"""Collections of what is younger after which a full one is due: of 21,000 objects, or more."""
FEW_BLOCKS = 60_000
"""Blocks of memory, two or three for each object, that may be in use besides."""
MOST_LOOKED_AT = 30_000
"""Blocks of what stays and is looked at with each collection; more are set aside."""
LONGEST_SECONDS = 60
"""Seconds after which what is alive is set aside without a look at it, however much that is."""
QUIET_SECONDS = 1.0
"""Seconds in which nothing was made: after them nobody is waiting."""
MANY_BLOCKS = 1_000_000
"""Blocks more in use than when all was looked at: it is again in the next quiet moment."""
MOST_BLOCKS = 4_000_000
"""As `MANY_BLOCKS`, but in any moment."""


def keep() -> None:
    """What lives now stays; from now on `watch` alone begins full collections."""
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)


async def watch() -> None:
    """Collect at the right moments until cancelled."""
    watch = Watch()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        watch.look()


class Watch:
    """What was seen at the looks before; how many objects are set aside takes long to count."""

    def __init__(self) -> None:
        self.blocks = self.settled = self.set_aside = sys.getallocatedblocks()
        """The fewest in use since the last collection, and since the last one of everything."""
        self.young = gc.get_threshold()[0]
        self.made = gc.get_count()[1:]
        """Collections of what is younger, as long as nothing older was."""
        self.quiet_since = self.collected_at = time.monotonic()

    def look(self) -> None:
        """Do what is due."""
        at, made, blocks = time.monotonic(), gc.get_count(), sys.getallocatedblocks()
        self.blocks = min(self.blocks, blocks)
        if made[1:] != self.made:
            self.made, self.quiet_since = made[1:], at
        is_quiet = at - self.quiet_since > QUIET_SECONDS
        if self.blocks - self.settled > (MANY_BLOCKS if is_quiet else MOST_BLOCKS):
            gc.unfreeze()
            gc.collect()
            self._set_aside()
            self.settled = self.set_aside
        elif made[2] < DUE or gc.get_threshold()[0] > self.young:
            return  # not yet due, or somebody makes much that shall go while it is young
        elif blocks - self.blocks < FEW_BLOCKS:
            gc.collect()
            if sys.getallocatedblocks() - self.set_aside > MOST_LOOKED_AT:
                self._set_aside()
        elif at - self.collected_at > LONGEST_SECONDS:
            self._set_aside()
        else:
            return
        self.blocks, self.collected_at = sys.getallocatedblocks(), at

    def _set_aside(self) -> None:
        """Never by a list of the objects: Python fails to make tuples that are in one."""
        gc.freeze()
        self.set_aside = sys.getallocatedblocks()
