"""Turns at the hashing are shared out by network; the known wait in a line of their own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth.turns import Caller, Turns
from base.errors import RateLimited

PLACES = 6
HOME = Caller("192.0.2.1", is_known=True)
STRANGER = Caller("192.0.2.1")
REFUSED = "refused"


class Hall:
    """One turn at a time, whose end the test decides."""

    def __init__(self) -> None:
        self.turns = Turns(1, PLACES)
        self.order: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def enter(self, *callers: Caller) -> None:
        """Come, one after the other, and wait."""
        for caller in callers:
            self.tasks.append(asyncio.create_task(self._wait(caller)))
            await asyncio.sleep(0)

    async def _wait(self, caller: Caller) -> None:
        who = caller.user or caller.address
        try:
            await self.turns.take(caller)
        except RateLimited as error:
            self.order.append(f"{who} {REFUSED} for {error.extensions['retryAfter']}")
        else:
            self.order.append(who)

    async def end(self, number: int = 1) -> None:
        """Let so many turns end."""
        for _ in range(number):
            self.turns.give()
            await asyncio.sleep(0)
            await asyncio.sleep(0)


def run(play: Callable[[Hall], Awaitable[Any]]) -> list[str]:
    """The order of turns and refusals."""

    async def whole() -> list[str]:
        hall = Hall()
        await hall.enter(Caller("203.0.113.1"))  # has the only turn
        await play(hall)
        for task in hall.tasks:
            task.cancel()
        await asyncio.gather(*hall.tasks, return_exceptions=True)
        return hall.order[1:]

    return asyncio.run(whole())


def attackers(addresses: Iterable[str], *, is_known: bool = False) -> list[Caller]:
    return [Caller(address, is_known) for address in addresses]


NETWORKS = {
    "one address": ["198.51.100.7"] * 300,
    "a /24": [f"198.51.100.{number % 256}" for number in range(300)],
    "a /64": [f"2001:db8::{number:x}" for number in range(300)],
    "a /56": [f"2001:db8:0:{number % 256:x}::1" for number in range(300)],
    "a /48": [f"2001:db8:0:{number:x}::1" for number in range(300)],
}
FEW_HUNDRED = [f"10.{number // 256}.{number % 256}.1" for number in range(300)]


@pytest.mark.parametrize("whose", NETWORKS)
def test_a_network_that_fills_the_line_waits_for_itself(whose: str) -> None:
    async def play(hall: Hall) -> None:
        await hall.enter(*attackers(NETWORKS[whose]), STRANGER)
        await hall.end(2)

    assert run(play)[-2:] == [NETWORKS[whose][0], STRANGER.address]


@pytest.mark.parametrize("whose", [*NETWORKS, "hundreds"])
def test_nobody_keeps_a_known_address_from_its_turn(whose: str) -> None:
    addresses = FEW_HUNDRED if whose == "hundreds" else NETWORKS[whose]

    async def play(hall: Hall) -> None:
        await hall.enter(*attackers(addresses), HOME)
        await hall.end()

    assert run(play)[-1] == HOME.address


def test_strangers_are_served_while_the_known_come_and_come() -> None:
    async def play(hall: Hall) -> None:
        await hall.enter(*attackers(FEW_HUNDRED[:PLACES], is_known=True), STRANGER)
        await hall.end(2)

    assert run(play) == [FEW_HUNDRED[0], STRANGER.address]


@pytest.mark.parametrize("other", ["198.51.100.7", "198.51.100.8", "2001:db8::1"])
def test_a_user_who_fills_the_line_waits_for_themselves(other: str) -> None:
    heavy = Caller("198.51.100.7", user="heavy")

    async def play(hall: Hall) -> None:
        await hall.enter(*[heavy] * PLACES, Caller(other, user="other"))
        await hall.end(2)

    assert run(play) == [f"heavy {REFUSED} for 5", "heavy", "other"]


def test_a_turn_that_took_long_counts_as_many() -> None:
    often, long = (Caller("198.51.100.7", user=name) for name in ("often", "long"))

    async def play(hall: Hall) -> None:
        await hall.end()
        for caller, seconds in (*[(often, 0.1)] * 3, (long, 4.0)):
            await hall.turns.take(caller)
            hall.turns.give(caller, seconds)
        await hall.enter(STRANGER, long, often)
        await hall.end()

    assert run(play) == [STRANGER.address, "often"]


def test_who_had_no_turn_lately_comes_before_hundreds_who_had() -> None:
    async def play(hall: Hall) -> None:
        for each in attackers(FEW_HUNDRED):
            await hall.enter(each)
            await hall.end()
        await hall.enter(*attackers(FEW_HUNDRED), STRANGER)
        await hall.end()

    assert run(play)[-1] == STRANGER.address


def test_who_goes_away_gives_up_the_place_and_the_turn() -> None:
    async def play(hall: Hall) -> None:
        await hall.enter(*attackers(FEW_HUNDRED[:3]))
        hall.tasks[1].cancel()  # waits
        hall.turns.give()
        hall.tasks[2].cancel()  # has just been given the turn
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    assert run(play) == [FEW_HUNDRED[2]]


def test_who_waits_too_long_is_told_to_come_again_and_holds_no_place() -> None:
    async def play() -> None:
        turns = Turns(1, PLACES, longest=0.05)
        await turns.take(HOME)
        with pytest.raises(RateLimited):
            await turns.take(STRANGER)
        turns.give()
        await turns.take(STRANGER)

    asyncio.run(play())


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["come", "come", "come", "end", "go"]), st.integers(0, 40)),
        max_size=60,
    )
)
def test_no_more_work_or_wait_at_once_than_may_and_every_turn_is_given_on(
    steps: list[tuple[str, int]],
) -> None:
    async def play() -> None:
        turns, free, tasks = Turns(2, PLACES), 2, []
        working: list[int] = []

        async def come(number: int) -> None:
            await turns.take(Caller(f"10.0.{number % 5}.{number}", number % 3 == 0))
            working.append(number)

        for step, number in steps:
            if step == "come":
                tasks.append(asyncio.create_task(come(number)))
            elif step == "end" and working:
                working.pop()
                turns.give()
            elif step == "go" and tasks:
                tasks[number % len(tasks)].cancel()
            for _ in range(4):
                await asyncio.sleep(0)
            assert len(working) <= free
            waiting = sum(not task.done() for task in tasks)
            assert waiting <= 2 * PLACES
            assert waiting == 0 or len(working) == free
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(play())
