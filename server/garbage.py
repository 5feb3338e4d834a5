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
LOOK_SECONDS = 0.1
"""Between two looks at whether it is time."""
DUE = 10
"""Collections of what is younger after which a full one is due, as Python has it."""
FEW_BLOCKS = 20_000
"""Blocks of memory, two or three for each object, that may be in use besides."""
LONGEST_SECONDS = 60
"""After which it is done, however much is alive."""
MOST_LOOKED_AT = 20_000
"""Objects that stay and are looked at with each collection; more are set aside."""
MOST_SET_ASIDE = 400_000
"""Objects besides the start's; then all are looked at once, for what caches have let go of."""


def keep() -> None:
    """What lives now stays; from now on `watch` alone begins full collections."""
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)


async def watch() -> None:
    """Collect at the right moments until cancelled."""
    of_the_start = gc.get_freeze_count()
    blocks, collected_at = sys.getallocatedblocks(), time.monotonic()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if gc.get_count()[2] < DUE:
            continue
        if sys.getallocatedblocks() - blocks < FEW_BLOCKS:
            collect(of_the_start + MOST_SET_ASIDE)
        elif time.monotonic() - collected_at > LONGEST_SECONDS:
            gc.collect()
        else:
            continue
        blocks, collected_at = sys.getallocatedblocks(), time.monotonic()


def collect(most_set_aside: int) -> None:
    """Collect, and set aside what stays where that is much; all of it where it is too much."""
    gc.collect()
    if len(gc.get_objects()) < MOST_LOOKED_AT:
        return
    if gc.get_freeze_count() > most_set_aside:
        gc.unfreeze()
        gc.collect()
    gc.freeze()
