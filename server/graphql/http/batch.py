"""A batch: every operation by itself, as if it had come alone."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from graphql import OperationType

from server.graphql.answer import Answer
from server.graphql.request import Request


async def answers(
    understood: Iterable[Coroutine[Any, Any, Request]],
    answer: Callable[[Request], Awaitable[Answer]],
    has_left: Callable[[], Awaitable[bool]],
) -> list[Answer]:
    """The answers in order: queries run at once, mutations after all that stand before them.

    Each is understood by itself, and others get their turn before the next one is; none is for a
    client that has left meanwhile.
    """
    begun: list[asyncio.Future[Answer]] = []
    async with asyncio.TaskGroup() as group:
        for coming in understood:
            if begun and await has_left():
                coming.close()
                break
            request = await coming
            is_mutation = request.kind is OperationType.MUTATION
            if is_mutation and begun:
                await asyncio.wait(begun)
            begun.append(group.create_task(_answer(answer, request)))
            await (begun[-1] if is_mutation else asyncio.sleep(0))
    return [each.result() for each in begun]


async def _answer(answer: Callable[[Request], Awaitable[Answer]], request: Request) -> Answer:
    return await answer(request)
