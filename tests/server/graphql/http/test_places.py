"""An address has so many operations under way at once, and others theirs."""

import asyncio

from server.graphql.http.places import Places


async def turned() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def test_those_beyond_wait_in_the_order_in_which_they_came() -> None:
    begun: list[int] = []

    async def ask() -> None:
        places = Places(2)

        async def operation(number: int) -> None:
            await places.take("mine")
            begun.append(number)

        waiting = [asyncio.create_task(operation(number)) for number in range(5)]
        await turned()
        assert begun == [0, 1]
        await places.take("another's")
        waiting[2].cancel()
        places.give("mine")
        await turned()
        assert begun == [0, 1, 3]
        places.give("mine")
        places.give("mine")
        await turned()
        assert begun == [0, 1, 3, 4]
        for address in ("mine", "another's"):
            places.give(address)
        assert not places._taken
        assert not places._lines

    asyncio.run(ask())


def test_a_place_that_comes_when_nobody_waits_any_more_is_given_on() -> None:
    async def ask() -> None:
        places = Places(1)
        await places.take("mine")
        gone, next_one = (asyncio.create_task(places.take("mine")) for _ in range(2))
        await turned()
        places.give("mine")
        gone.cancel()
        await next_one
        assert gone.cancelled()

    asyncio.run(ask())
