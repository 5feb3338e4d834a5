"""Whole walks through a list, a page at a time."""

from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any

Read = Callable[..., dict[str, Any]]
"""Reads one window of a connection, given Relay's arguments."""
MOST_PAGES = 20


def walk(read: Read, sizes: list[int], *, forwards: bool) -> Iterator[list[str]]:
    """The pages from one end to the other; what lies beyond each must be true."""
    size, cursor = ("first", "after") if forwards else ("last", "before")
    onward, back = ("Next", "Previous") if forwards else ("Previous", "Next")
    position, is_first = None, True
    for count in islice(cycle(sizes), MOST_PAGES):
        page = read(**{size: count, cursor: position})
        info = page["pageInfo"]
        more = info[f"has{onward}Page"]
        assert info[f"has{back}Page"] is not is_first
        assert len(page["nodes"]) == count or not more
        yield [node["id"] for node in page["nodes"]]
        if not more:
            return
        position, is_first = info["endCursor" if forwards else "startCursor"], False
    raise AssertionError("the walk does not end")
