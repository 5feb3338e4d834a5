"""Full collections come at moments when little is alive, and look at little."""

import asyncio
import gc
from collections.abc import Iterator

import pytest

from resolvers.operation.context import Context
from server import garbage
from server.garbage import Watch
from server.graphql.execution.executor import Executor
from tests.support.api import Api
from tests.support.make import Make

RELATED = "{ profiles(first: 20) { nodes { user { id } jobs { title } } } me { id } }"
MANY = 2 * garbage.FEW_BLOCKS


class Circle:
    """What only a collection lets go of."""

    alive = 0

    def __init__(self) -> None:
        self.itself = self
        Circle.alive += 1

    def __del__(self) -> None:
        Circle.alive -= 1


@pytest.fixture
def watch() -> Iterator[Watch]:
    """As after a start, and as it was after the test."""
    before = gc.get_threshold()
    garbage.keep()
    yield Watch()
    gc.set_threshold(*before)
    gc.unfreeze()


def full_collections() -> int:
    return int(gc.get_stats()[2]["collections"])


def make_due() -> None:
    """Garbage enough; what is younger is collected meanwhile."""
    while gc.get_count()[2] < garbage.DUE:
        Circle()


def stuck(count: int) -> list[Circle]:
    """What is set aside; it is garbage once the list is let go of."""
    circles = [Circle() for _ in range(count)]
    gc.freeze()
    return circles


def test_nothing_that_is_made_begins_one(watch: Watch) -> None:
    before = full_collections()
    alive = [[number] for number in range(10 * MANY)]
    assert full_collections() == before
    del alive


def test_one_comes_once_it_is_due(watch: Watch) -> None:
    before = full_collections()
    watch.look()
    assert full_collections() == before
    make_due()
    watch.look()
    assert full_collections() == before + 1


def test_it_is_looked_again_and_again(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "LOOK_SECONDS", 0.0)

    async def served() -> None:
        task = asyncio.create_task(garbage.watch())
        await asyncio.sleep(0)
        for _ in range(3):
            make_due()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        task.cancel()

    before = full_collections()
    asyncio.run(served())
    assert full_collections() >= before + 3


def test_it_waits_while_much_is_alive(watch: Watch) -> None:
    before = full_collections()
    make_due()
    alive = [[number] for number in range(MANY)]
    watch.look()
    assert full_collections() == before
    del alive
    watch.look()
    assert full_collections() == before + 1


def test_what_stays_alive_for_long_is_set_aside_without_a_look_at_it(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "LONGEST_SECONDS", 0)
    before, set_aside = full_collections(), gc.get_freeze_count()
    make_due()
    alive = [[number] for number in range(MANY)]
    watch.look()
    assert full_collections() == before
    assert gc.get_freeze_count() >= set_aside + MANY
    del alive


def test_it_waits_while_somebody_keeps_objects_young(watch: Watch) -> None:
    before, set_aside = full_collections(), gc.get_freeze_count()
    make_due()
    usual = gc.get_threshold()
    gc.set_threshold(1_000_000, *usual[1:])
    watch.look()
    gc.set_threshold(*usual)
    assert (full_collections(), gc.get_freeze_count()) == (before, set_aside)
    watch.look()
    assert full_collections() == before + 1


def test_what_stays_is_looked_at_until_it_is_much(watch: Watch) -> None:
    set_aside = gc.get_freeze_count()
    few = [[number] for number in range(garbage.MOST_LOOKED_AT // 6)]
    make_due()
    watch.look()
    assert gc.get_freeze_count() <= set_aside
    stays = [[number] for number in range(garbage.MOST_LOOKED_AT * 2 // 3)]
    make_due()
    watch.look()
    assert gc.get_freeze_count() >= set_aside + len(few) + len(stays)
    assert len(gc.get_objects()) < garbage.FEW_BLOCKS


@pytest.mark.parametrize("quiet", [True, False])
def test_all_is_looked_at_where_much_was_set_aside(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, quiet: bool
) -> None:
    """At once where it is very much, and in a quiet moment where it is less."""
    monkeypatch.setattr(garbage, "MANY_BLOCKS" if quiet else "MOST_BLOCKS", 10_000)
    watch.look()
    alive = stuck(20_000)
    del alive
    make_due()
    watch.look()  # what is garbage besides goes, and the fewest blocks are counted anew
    if quiet:
        watch.look()
        assert Circle.alive >= 20_000
        watch.quiet_since = float("-inf")
    watch.look()
    assert Circle.alive < 20_000


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
