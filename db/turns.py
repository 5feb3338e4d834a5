"""Whose turn it is: who asks for more than there is gets as much as everybody else.

A flow is named by a path from the wider to the narrower: a network, an address in it, a user there.
What is free goes to the network that has least under way, in it to such an address, there to
such a user; among equals to whoever has waited longest since their last turn. So neither many
requests, nor many accounts, nor many addresses of one network, get more than their share while
others wait. The last thread is kept for a network that has nothing under way, the one before it for
such a user: one who asks alone may have all others, and the next one to come is served at once.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Flow = tuple[str, ...]
SERVER: Flow = ("",)
"""Whoever asks on behalf of nobody."""
KEPT_THREADS = 2
"""Threads for whoever has nothing under way; of three or two threads one, of one none."""


@dataclass(frozen=True)
class _Turn(Generic[T]):
    flow: Flow
    work: Callable[[], T]
    future: Future[T]


@dataclass
class _Group:
    """A network, an address or a user: what is under way for it, and who in it waits."""

    running: int = 0
    members: "dict[str, _Group]" = field(default_factory=dict)
    waiting: dict[str, None] = field(default_factory=dict)
    """The members who wait; who had their turn goes to the end."""
    turns: deque[_Turn[Any]] = field(default_factory=deque)

    @property
    def waits(self) -> bool:
        return bool(self.turns or self.waiting)

    @property
    def next(self) -> str:
        """The member who has least under way: of those the first."""
        return min(self.waiting, key=lambda name: self.members[name].running)


class FairThreads:
    """Threads, and the queue before them."""

    def __init__(self, size: int) -> None:
        """`size`: how many threads there are."""
        self.size = size
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="sql")
        self._kept = min(KEPT_THREADS, size // 2)
        self._everybody = _Group()
        self._lock = threading.Lock()

    def submit(self, flow: Flow, work: Callable[[], T]) -> Future[T]:
        """Run `work` in a thread as soon as it is the turn of `flow`."""
        turn = _Turn(flow, work, Future[T]())
        with self._lock:
            self._enqueue(turn)
            self._begin()
        return turn.future

    def _enqueue(self, turn: _Turn[Any]) -> None:
        group = self._everybody
        for name in turn.flow:
            group.waiting.setdefault(name)
            group = group.members.setdefault(name, _Group())
        group.turns.append(turn)

    def _begin(self) -> None:
        """Start whatever may start now."""
        while groups := self._next():
            self._threads.submit(self._run, self._take(groups))

    def _next(self) -> list[_Group] | None:
        """Who may start now; None where nobody waits, or whoever does has to leave a thread."""
        if not self._everybody.waits:
            return None
        first = self._first()
        if self._may_start(first):
            return first
        idle = self._first_idle([self._everybody])
        return idle if idle and self._may_start(idle) else None

    def _first(self) -> list[_Group]:
        """Whose turn is next: everybody, a network, an address in it, a user there."""
        groups = [self._everybody]
        while not groups[-1].turns:
            groups.append(groups[-1].members[groups[-1].next])
        return groups

    def _first_idle(self, groups: list[_Group]) -> list[_Group] | None:
        """As `_first`, among those who have nothing under way; only so many others are passed by.

        Who waits and has something under way is one of the few that have a thread.
        """
        last = groups[-1]
        if last.turns:
            return None if last.running else groups
        for name in sorted(last.waiting, key=lambda name: last.members[name].running):
            if found := self._first_idle([*groups, last.members[name]]):
                return found
        return None

    def _may_start(self, groups: list[_Group]) -> bool:
        free = self.size - self._everybody.running
        if not groups[-1].running:
            return free > (self._kept // 2 if groups[1].running else 0)
        return free > self._kept

    def _take(self, groups: list[_Group]) -> _Turn[Any]:
        """The turn of the last of `groups`, out of the queue; whoever has more goes to its end."""
        turn = groups[-1].turns.popleft()
        for group in groups:
            group.running += 1
        for group, name in reversed(list(zip(groups, turn.flow, strict=False))):
            del group.waiting[name]
            if group.members[name].waits:
                group.waiting[name] = None
        return turn

    def _run(self, turn: _Turn[Any]) -> None:
        flow = turn.flow
        try:
            if turn.future.set_running_or_notify_cancel():
                turn.future.set_result(turn.work())
        except BaseException as error:
            turn.future.set_exception(error)
        finally:
            del turn  # its future keeps the error, whose frames would keep the turn
            with self._lock:
                self._leave(flow)
                self._begin()

    def _leave(self, flow: Flow) -> None:
        """Whoever has nothing under way any more, and waits for nothing, is forgotten."""
        group = self._everybody
        group.running -= 1
        for name in flow:
            member = group.members[name]
            member.running -= 1
            if not member.running and not member.waits:
                del group.members[name]
            group = member

    def dispose(self) -> None:
        """Start nothing more, and wait for what is under way."""
        with self._lock:
            while self._everybody.waits:
                self._take(self._first()).future.cancel()
        self._threads.shutdown(wait=True)
