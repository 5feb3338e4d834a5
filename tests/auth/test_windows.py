"""Windows in memory: what they count, and that nobody makes them grow without end."""

import asyncio

import pytest
from limits import parse

from auth.throttles import Throttle, Throttles
from auth.windows import MOST_KEYS, Windows
from base.errors import RateLimited

RATE = parse("2/minute")
SECOND = parse("1/second")


def test_the_least_lately_counted_are_forgotten_beyond_the_most() -> None:
    async def play() -> None:
        windows = Windows(most=3)
        for key in ("a", "a", "b", "c", "b", "d"):
            assert await windows.hit(RATE, key)
        assert len(windows) == 3
        assert await windows.test(RATE, "a")
        assert not await windows.hit(RATE, "b")

    asyncio.run(play())


def test_a_question_without_a_try_is_not_remembered() -> None:
    async def play() -> None:
        windows = Windows()
        for number in range(100):
            assert await windows.test(RATE, str(number))
            await windows.get_window_stats(RATE, str(number))
        assert len(windows) == 0

    asyncio.run(play())


def test_a_window_moves_on() -> None:
    async def play() -> None:
        windows = Windows()
        assert await windows.hit(SECOND, "a")
        assert not await windows.hit(SECOND, "a")
        await asyncio.sleep(1.05)
        assert await windows.hit(SECOND, "a")

    asyncio.run(play())


def test_made_up_keys_neither_fill_the_memory_nor_wash_out_another_throttle() -> None:
    async def play() -> None:
        throttles = Throttles(dict.fromkeys(Throttle, "1/minute"))
        await throttles.hit(Throttle.LOGIN_FAILED, "ada@example.com")
        for number in range(MOST_KEYS + 500):
            await throttles.hit(Throttle.LOGIN, f"2001:db8:{number:x}::/64")
        assert throttles.remembered <= MOST_KEYS + 1
        with pytest.raises(RateLimited):
            await throttles.check(Throttle.LOGIN_FAILED, "ada@example.com")

    asyncio.run(play())
