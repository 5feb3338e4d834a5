"""Operations that let others have their turn answer the same, with as many statements."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from resolvers.operation import turns
from resolvers.operation.pauses import Pauses
from resolvers.operation.turns import AT_ONCE, Turns
from tests.support.api import Api
from tests.support.make import Make
from tests.support.streamed import ask, parts, put_together

RELATED = """
{
  a: profiles(first: 40) { nodes { firstName user { id username profile { id } } jobs { title } } }
  b: profiles(first: 40) { nodes { location { city } user { createdAt } contacts { value } } }
  c: jobs(first: 40) { nodes { title profile { id user { username } } } }
}
"""
IN_PARTS = """
{
  profiles(first: 40) {
    nodes @stream(initialCount: 2) { id user { username } ... @defer { jobs { title } } }
  }
}
"""


@pytest.fixture
def people(make: Make) -> None:
    for number in range(40):
        profile = make.profile(first_name=f"Ada {number}")
        make.job(profile, title=f"Analyst {number}")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes every object and list wait for its turn."""
    return lambda: monkeypatch.setattr(turns, "SLICE_SECONDS", 0.0)


@pytest.mark.usefixtures("people", "unplanned")
def test_pauses_change_neither_the_answer_nor_the_statements(
    api: Api, hasty: Callable[[], None]
) -> None:
    with api.statements() as before:
        expected = api.data(RELATED)
    hasty()
    with api.statements() as after:
        assert api.data(RELATED) == expected
    assert len(after) == len(before), (before, after)
    assert sorted(after) == sorted(before)


@pytest.mark.usefixtures("people")
def test_parts_come_together_all_the_same(api: Api, hasty: Callable[[], None]) -> None:
    expected = put_together(parts(ask(api, IN_PARTS)))
    hasty()
    assert put_together(parts(ask(api, IN_PARTS))) == expected


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("size", [3, 40])
def test_the_number_of_parts_and_statements_depends_on_no_number_of_rows(
    api: Api, hasty: Callable[[], None], size: int
) -> None:
    hasty()
    with api.statements() as statements:
        answers = parts(ask(api, IN_PARTS.replace("first: 40", f"first: {size}")))
    assert len(answers) <= 4
    assert len(statements) == 3


@pytest.mark.usefixtures("people")
def test_errors_have_the_same_paths(api: Api, hasty: Callable[[], None]) -> None:
    document = "{ profiles(first: 40) { nodes { id jobs(first: 0) { id } } } me { id } }"

    def errors() -> Any:
        body = api.execute(document)
        return body["data"], sorted(map(str, body["errors"]))

    expected = errors()
    hasty()
    assert errors() == expected


def test_operations_that_wait_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.0)
    gone_on: list[str] = []

    async def wait() -> None:
        loop_turns = Turns()
        assert not loop_turns.are_due()
        assert loop_turns.are_due()
        waiting = []
        for name, count in {"large": 3 * AT_ONCE, "small": AT_ONCE}.items():
            pauses = Pauses()
            for _ in range(count):
                future = loop_turns.wait(pauses)
                future.add_done_callback(lambda _, name=name: gone_on.append(name))
                waiting.append(future)
        waiting[0].cancel()  # a field that nobody waits for any more holds up no other
        await asyncio.wait(waiting)

    asyncio.run(wait())
    expected = ["large"] * AT_ONCE + ["small"] * AT_ONCE + ["large"] * 2 * AT_ONCE
    assert gone_on == expected


def test_what_goes_on_in_one_turn_of_the_loop_is_few_however_often_somebody_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Parts that go on ask themselves whether turns are due, as executors do."""
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.0)
    in_each: list[int] = []

    async def wait() -> None:
        loop_turns, pauses, loop = Turns(), Pauses(), asyncio.get_running_loop()

        def turned() -> None:
            in_each.append(0)
            loop.call_soon(turned)

        async def part() -> None:
            for _ in range(3):
                loop_turns.are_due()
                await loop_turns.wait(pauses)
                in_each[-1] += 1

        turned()
        await asyncio.gather(*(part() for _ in range(20 * AT_ONCE)))

    asyncio.run(wait())
    assert sum(in_each) == 3 * 20 * AT_ONCE
    assert max(in_each) <= AT_ONCE


def test_one_network_after_another_begins_however_much_each_has_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.0)
    begun: list[str] = []

    async def wait() -> None:
        loop_turns = Turns()
        loop_turns.are_due()

        async def piece(network: str, address: str) -> None:
            await loop_turns.begin((network, address))
            begun.append(address)

        many = [piece("wide", "many") for _ in range(100)]
        others = [piece("wide", "neighbour"), piece("other", "one"), piece("third", "another")]
        await asyncio.gather(*many, *others)

    asyncio.run(wait())
    assert len(begun) == 103
    assert {"one", "another", "neighbour"} <= set(begun[:8])


def test_networks_begin_in_the_order_of_their_turns_however_long_each_piece_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.0)
    begun: list[str] = []

    async def wait() -> None:
        loop_turns = Turns()
        loop_turns.are_due()

        async def pieces(network: str) -> None:
            for _ in range(3):
                await loop_turns.begin((network, network))
                begun.append(network)

        await asyncio.gather(*map(pieces, "abcdefghij"))

    asyncio.run(wait())
    first = "a"  # for whom nobody waits yet
    assert "".join(begun) == first + 2 * "abcdefghij" + "bcdefghij"


def test_operations_of_one_network_share_its_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.0)
    gone_on: list[str] = []

    async def wait() -> None:
        loop_turns, waiting = Turns(), []
        for whose, operations in {"many": 50, "one": 1}.items():
            for _ in range(operations):
                pauses = Pauses((whose,))
                for _ in range(AT_ONCE):
                    future = loop_turns.wait(pauses)
                    future.add_done_callback(lambda _, whose=whose: gone_on.append(whose))
                    waiting.append(future)
        loop_turns.are_due()
        await asyncio.wait(waiting)

    asyncio.run(wait())
    assert gone_on[: 2 * AT_ONCE].count("one") == AT_ONCE
