"""Plans are made beside the answers: nobody waits for one, and nobody has them made without end.

To write a statement is much work for little text, and clients say how often it is done. So one plan
is made at a time, in a thread, in turns of those who asked, with a rest after each; what is beyond
the places where one may wait is not planned. And it makes tens of thousands of objects that refer
to each other: they are kept young, and looked for as soon as the plan is there.
"""

import gc
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from itertools import accumulate
from typing import TypeVar

from db.turns import FairThreads, Flow

T = TypeVar("T")

MOST_WAITING = 80
"""Plans that are asked for and not made; half as many for a network, and so on to a user."""
RESTS = 3
"""Times as long as a plan took that nothing is planned after it: others have three quarters."""
YOUNG = 1_000_000
"""Objects that may be made before Python looks at any, while one plan is made."""
_alone = threading.Lock()
"""Held by whoever makes a plan in this process."""


class Maker:
    """Makes what is asked for, one after the other."""

    def __init__(self) -> None:
        self._threads = FairThreads(1)
        self._waiting: Counter[Flow] = Counter()
        self._lock = threading.Lock()
        self._hurry = threading.Event()

    def begin(self, flow: Flow, make: Callable[[], T]) -> Future[T] | None:
        """What `make` returns, in time; None where too much waits, of everybody or of `flow`."""
        groups = _groups(flow)
        with self._lock:
            if any(self._waiting[group] >= most for group, most in groups.items()):
                return None
            self._waiting.update(groups.keys())
        return self._threads.submit(flow, partial(self._make, groups, make))

    def _make(self, groups: dict[Flow, int], make: Callable[[], T]) -> T:
        try:
            with _alone, _young():
                began = time.thread_time()
                made = make()
                spent = time.thread_time() - began
        finally:
            with self._lock:
                self._waiting -= Counter(groups.keys())
        self._hurry.wait(RESTS * spent)
        return made

    def settle(self) -> None:
        """Wait until all is made that was asked for, without a rest in between."""
        self._hurry.set()
        while self._waiting:
            time.sleep(0.001)
        self._threads.submit(("",), lambda: None).result()  # after the last of them
        self._hurry.clear()


def _groups(flow: Flow) -> dict[Flow, int]:
    """Everybody, a network, an address in it, a user there: how much of each may wait."""
    paths = accumulate(((name,) for name in flow), initial=())
    return {path: MOST_WAITING >> depth for depth, path in enumerate(paths)}


@contextmanager
def _young() -> Iterator[None]:
    """Whatever is made meanwhile and refers to itself is gone at the end.

    Python would look at it in the midst, find it in use, and not look again for long.
    """
    usual = gc.get_threshold()
    gc.set_threshold(YOUNG, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.collect(0)
