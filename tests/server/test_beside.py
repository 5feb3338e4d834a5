"""What goes on beside the requests is over when the application is."""

import asyncio

from server.application import beside


def test_what_takes_its_cancellation_for_an_answer_is_cancelled_again() -> None:
    """As `asyncio.wait_for` does where what it waits for is done at the same moment."""
    taken = []

    async def stubborn() -> None:
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                taken.append(True)
                if len(taken) > 1:
                    raise

    async def work() -> None:
        async with beside([stubborn(), asyncio.sleep(3600)]):
            await asyncio.sleep(0)

    asyncio.run(work())
    assert taken == [True, True]
