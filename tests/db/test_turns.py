"""Whoever asks for more than there is gets as much as everybody else, and leaves room."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection, text

from db.turns import FairThreads, Flow, _Group, _Turn
from tests.support.api import Api
from tests.support.databases import locked
from tests.support.make import Make

HEAVY: Flow = ("198.51.100.0/24", "198.51.100.7", "heavy")
FELLOW: Flow = ("198.51.100.0/24", "198.51.100.7", "fellow")
OTHER: Flow = ("203.0.113.0/24", "203.0.113.1", "")


class Gate:
    """Work that notes when it begins, and ends when it is told to."""

    def __init__(self, size: int) -> None:
        self.turns = FairThreads(size)
        self.begun: list[Flow] = []
        self._begins = threading.Semaphore(0)
        self._ends = threading.Semaphore(0)
        self._submitted = 0

    def submit(self, client: Flow, times: int = 1) -> None:
        """Nothing of it ends before `end` is called."""

        def work() -> None:
            self.begun.append(client)
            self._begins.release()
            self._ends.acquire()

        for _ in range(times):
            self.turns.submit(client, work)
        self._submitted += times

    def running(self) -> Counter[str]:
        """What is under way for each user, once all that may begin has begun."""
        return Counter(
            {
                user: member.running
                for network in self.turns._everybody.members.values()
                for address in network.members.values()
                for user, member in address.members.items()
                if member.running
            }
        )

    def end(self) -> list[Flow]:
        """Let one after the other end; in which order all began."""
        for _ in range(self._submitted):
            assert self._begins.acquire(timeout=10)
            self._ends.release()
        return self.begun


@pytest.fixture
def one() -> Iterator[Gate]:
    """A single thread, which is busy."""
    gate = Gate(1)
    gate.submit(("blocker", "", ""))
    yield gate
    gate.turns.dispose()


@pytest.mark.parametrize(("size", "most"), [(1, 1), (2, 1), (3, 2), (4, 2), (10, 8)])
def test_who_asks_alone_has_all_but_the_last_threads(size: int, most: int) -> None:
    gate = Gate(size)
    gate.submit(HEAVY, 3 * size)
    assert gate.running() == {"heavy": most}
    gate.end()
    gate.turns.dispose()


def test_the_last_threads_are_for_who_has_nothing_under_way() -> None:
    gate = Gate(10)
    gate.submit(HEAVY, 20)
    gate.submit(FELLOW, 20)
    gate.submit(("203.0.113.0/24", "203.0.113.1", "other"), 20)
    assert gate.running() == {"heavy": 8, "fellow": 1, "other": 1}
    gate.end()
    gate.turns.dispose()


def test_clients_take_turns_however_much_one_asks_for(one: Gate) -> None:
    one.submit(HEAVY, 4)
    one.submit(OTHER, 2)
    _, *order = one.end()
    assert order == [HEAVY, OTHER, HEAVY, OTHER, HEAVY, HEAVY]


def test_many_accounts_or_addresses_of_a_network_are_one_client(one: Gate) -> None:
    for number in range(5):
        one.submit(("198.51.100.0/24", "198.51.100.7", f"account {number}"))
        one.submit(("198.51.100.0/24", f"198.51.100.{100 + number}", ""))
    one.submit(OTHER, 3)
    _, *order = one.end()
    assert [client == OTHER for client in order[:6]] == [False, True] * 3


def test_in_a_network_addresses_take_turns_and_at_an_address_users(one: Gate) -> None:
    neighbour: Flow = ("198.51.100.0/24", "198.51.100.8", "")
    one.submit(HEAVY, 3)
    one.submit(FELLOW)
    one.submit(neighbour)
    _, *order = one.end()
    assert order == [HEAVY, neighbour, FELLOW, HEAVY, HEAVY]


class Watched(FairThreads):
    """Notes whenever somebody begins before others who wait, have less under way and may begin."""

    unfair = 0
    most = 0

    def _take(self, groups: list[_Group]) -> _Turn[Any]:
        if self._may_start(self._first()):
            for group, chosen in pairwise(groups):
                least = min(group.members[name].running for name in group.waiting)
                self.unfair += chosen.running > least
        else:
            self.unfair += groups[-1].running > 0
        self.most = max(self.most, groups[0].running + 1)
        return super()._take(groups)


def test_nobody_who_has_to_leave_a_thread_keeps_it_from_who_may_have_it() -> None:
    gate = Gate(4)
    gate.submit(("A", "", "a1"))
    gate.submit(("B", "", "b1"))
    gate.submit(("A", "", "a1"))
    gate.submit(("B", "", "b2"))
    assert gate.running() == {"a1": 1, "b1": 1, "b2": 1}
    gate.end()
    gate.turns.dispose()


class Held:
    """Threads of which each ends when it is told to, in any order, and none by itself."""

    def __init__(self) -> None:
        self.running: list[tuple[Callable[[_Turn[Any]], None], _Turn[Any]]] = []

    def submit(self, run: Callable[[_Turn[Any]], None], turn: _Turn[Any]) -> None:
        self.running.append((run, turn))

    def end(self, index: int) -> None:
        run, turn = self.running.pop(index)
        run(turn)


def must_have_begun(running: list[Flow], waiting: list[Flow], size: int) -> list[Flow]:
    """Whoever waits with nothing under way, and a thread free that is kept for such a one."""
    free, kept = size - len(running), min(2, size // 2)
    networks = {network for network, *_ in running}
    return [
        client
        for client in waiting
        if client not in running and free > (kept // 2 if client[0] in networks else 0)
    ]


@pytest.mark.parametrize("seed", range(40))
def test_a_kept_thread_is_never_idle_while_somebody_waits_for_it(seed: int) -> None:
    """Clients come and work ends in any order; after each step all have what is theirs."""
    chance = random.Random(seed)
    size = chance.choice([1, 2, 3, 4, 6, 10])
    turns, threads = FairThreads(size), Held()
    turns._threads.shutdown()
    turns._threads = threads  # type: ignore[assignment]
    asked: Counter[Flow] = Counter()
    ended: Counter[Flow] = Counter()
    for _ in range(200):
        if threads.running and chance.random() < 0.45:
            index = chance.randrange(len(threads.running))
            ended[threads.running[index][1].flow] += 1
            threads.end(index)
        else:
            client = (f"n{chance.randrange(3)}", f"a{chance.randrange(2)}", chance.choice("uvw"))
            asked[client] += 1
            turns.submit(client, bool)
        running = [turn.flow for _, turn in threads.running]
        assert len(running) <= size
        waiting = list(asked - ended - Counter(running))
        assert must_have_begun(running, waiting, size) == []
    while threads.running:
        threads.end(0)
    assert turns._everybody == _Group()


@pytest.mark.parametrize("seed", range(20))
def test_among_any_clients_nobody_begins_before_who_has_less(seed: int) -> None:
    chance = random.Random(seed)
    turns = Watched(chance.choice([1, 2, 3, 5, 10]))
    paths = [(f"n{n}", f"a{a}", f"u{u}") for n in range(3) for a in range(3) for u in range(3)]
    clients: list[Flow] = chance.choices(paths, weights=[chance.random() for _ in paths], k=300)
    done: list[Flow] = []
    futures = [turns.submit(client, partial(done.append, client)) for client in clients]
    for future in futures:
        future.result(10)
    turns.dispose()
    assert turns.unfair == 0
    assert turns.most <= turns.size
    assert Counter(done) == Counter(clients)
    assert turns._everybody == _Group()


def test_work_that_fails_or_is_given_up_leaves_its_turn_to_the_next(one: Gate) -> None:
    def fail() -> None:
        raise ValueError("on purpose")

    failed = one.turns.submit(OTHER, fail)
    given_up = one.turns.submit(OTHER, fail)
    given_up.cancel()
    last = one.turns.submit(OTHER, lambda: "answered")
    one.end()
    assert isinstance(failed.exception(10), ValueError)
    assert last.result(10) == "answered"
    one.turns.dispose()
    assert one.turns._everybody == _Group()


def test_what_waits_when_all_is_closed_is_cancelled(one: Gate) -> None:
    waiting = one.turns.submit(OTHER, lambda: "never")
    closing = threading.Thread(target=one.turns.dispose)
    closing.start()
    while not waiting.done():
        pass
    one._ends.release()
    closing.join(10)
    assert waiting.cancelled()


def test_slow_statements_of_one_client_leave_the_database_to_others(
    api: Api, database_url: str
) -> None:
    """Forty reads of one user wait in the database; another user and a stranger are answered."""
    database, released = api.services.database, threading.Event()

    def slow(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT count(*) FROM profiles"))
            return
        driver: Any = connection.connection.dbapi_connection
        driver.create_function("held", 0, lambda: released.wait(30))
        connection.execute(text("SELECT held()"))

    def quick(connection: Connection) -> int:
        return int(connection.execute(text("SELECT count(*) FROM users")).scalar_one())

    async def ask() -> tuple[list[int], list[bool]]:
        with locked(database_url, "profiles"):
            waiting = [asyncio.ensure_future(database.read(slow, HEAVY)) for _ in range(40)]
            await asyncio.sleep(0)
            answers = [await database.read(quick, client) for client in (FELLOW, OTHER) * 3]
            are_done = [each.done() for each in waiting]
            released.set()
        await asyncio.gather(*waiting)
        return answers, are_done

    assert api.run(ask()) == ([0] * 6, [False] * 40)


def test_an_operation_takes_the_turn_of_its_user_at_its_address(
    api: Api, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make.user()
    token = make.token(user)
    clients: list[Flow] = []
    submit = FairThreads.submit

    def watch(turns: FairThreads, client: Flow, work: Callable[[], Any]) -> Any:
        clients.append(client)
        return submit(turns, client, work)

    monkeypatch.setattr(FairThreads, "submit", watch)
    api.data("{ me { username profile { id } } }", token=token)
    api.data("mutation { createProfile(input: {}) { profile { id } } }", token=token)
    api.data("{ profiles { nodes { id } } }")
    at = ("127.0.0.0/24", "127.0.0.1")
    stranger, known = (*at, ""), (*at, user.id)
    assert clients[0] == stranger, "who it is has to be looked up first"
    assert set(clients) == {stranger, known}
    assert clients[-1] == stranger
