"""Work that goes on beside the requests, again and again, whatever comes of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from base.errors import ServiceUnavailable

LOOK_SECONDS = 1


async def repeat(work: Callable[[], Awaitable[object]], log: logging.Logger, what: str) -> None:
    """Do `work` every second, and at once while there is more, until cancelled.

    What fails again as before is told once: a database that nobody has migrated fails every second.
    """
    told = ""
    while True:
        try:
            while await work():
                pass
            told = ""
        except ServiceUnavailable:  # told by whoever asks for something
            log.debug("%s: the database is away just now", what)
        except Exception as error:
            if told != (told := repr(error)):
                log.exception("%s: looked at again, and told once", what)
        await asyncio.sleep(LOOK_SECONDS)
