"""Work that several fields wait for, while graphql-core may give up on any of them.

It cancels the siblings of a field that failed, and what others wait for must go on; and it may
never ask how a piece of work ended.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

T = TypeVar("T")


def begin(work: Awaitable[T]) -> "asyncio.Future[T]":
    """Start `work`, whose failure is nobody's surprise if nobody waits for it."""
    future = asyncio.ensure_future(work)
    future.add_done_callback(_notice)
    return future


def join(future: "asyncio.Future[T]") -> "asyncio.Future[T]":
    """Wait for `future` without the power to cancel it."""
    return begin(asyncio.shield(future))


def _notice(future: "asyncio.Future[Any]") -> None:
    if not future.cancelled():
        future.exception()
