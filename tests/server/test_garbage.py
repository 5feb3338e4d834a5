"""Full collections come at moments when little is alive, and look at little."""

import asyncio
import gc
from collections.abc import Iterator

import pytest

from resolvers.operation.context import Context
from server import garbage
from server.graphql.execution.executor import Executor
from tests.support.api import Api
from tests.support.make import Make

RELATED = "{ profiles(first: 20) { nodes { user { id } jobs { title } } } me { id } }"
MANY = 20 * garbage.FEW_BLOCKS


class Circle:
    """What only a collection lets go of."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As after a start, and as it was after the test."""
    monkeypatch.setattr(garbage, "LOOK_SECONDS", 0.0)
    before = gc.get_threshold()
    garbage.keep()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def full_collections() -> int:
    return int(gc.get_stats()[2]["collections"])


def circles(count: int) -> None:
    """Garbage; what is younger is collected meanwhile."""
    for _ in range(count):
        Circle()


async def watched(turns: int) -> None:
    """`turns` looks at whether it is time."""
    watch = asyncio.create_task(garbage.watch())
    for _ in range(3 * turns):
        await asyncio.sleep(0)
    watch.cancel()


def test_nothing_that_is_made_begins_one() -> None:
    before = full_collections()
    alive = [[number] for number in range(MANY)]
    assert full_collections() == before
    del alive


def test_one_comes_once_it_is_due() -> None:
    before = full_collections()
    asyncio.run(watched(3))
    assert full_collections() == before
    circles(100 * 700 * garbage.DUE // 5)
    asyncio.run(watched(3))
    assert full_collections() == before + 1


def test_it_waits_while_much_is_alive() -> None:
    async def answer() -> list[int]:
        seen = []
        watch = asyncio.create_task(garbage.watch())
        await asyncio.sleep(0)
        alive = [[number] for number in range(MANY)]
        for _ in range(10):
            await asyncio.sleep(0)
        seen.append(full_collections())
        del alive
        for _ in range(10):
            await asyncio.sleep(0)
        watch.cancel()
        return [*seen, full_collections()]

    before = full_collections()
    assert asyncio.run(answer()) == [before, before + 1]


def test_it_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "LONGEST_SECONDS", 0)
    before = full_collections()
    alive = [[number] for number in range(MANY)]
    asyncio.run(watched(3))
    assert full_collections() > before
    del alive


def test_what_stays_is_set_aside_and_what_caches_let_go_of_is_found() -> None:
    start = gc.get_freeze_count()
    stays = [[number] for number in range(garbage.MOST_LOOKED_AT)]
    garbage.collect(most_set_aside=start)
    assert gc.get_freeze_count() >= start + garbage.MOST_LOOKED_AT
    assert len(gc.get_objects()) < garbage.MOST_LOOKED_AT
    stays[:] = [[number] for number in range(garbage.MOST_LOOKED_AT)]
    garbage.collect(most_set_aside=start + garbage.MOST_LOOKED_AT)
    assert gc.get_freeze_count() < start + 2 * garbage.MOST_LOOKED_AT


def test_an_operation_leaves_nothing_that_refers_to_itself(api: Api, make: Make) -> None:
    """What it has read would wait for a collection, and grow meanwhile."""
    make.job(make.profile())
    api.data(RELATED)
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            api.data(RELATED)
        left = [each for each in gc.get_objects() if isinstance(each, (Context, Executor))]
    finally:
        gc.enable()
    assert left == []
