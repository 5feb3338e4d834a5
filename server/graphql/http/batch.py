"""A batch: every operation by itself, as if it had come alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from graphql import OperationType
from starlette.requests import ClientDisconnect

from server.graphql.answer import Answer
from server.graphql.request import Request


async def answers(
    understood: Iterable[Awaitable[Request]], answer: Callable[[Request], Awaitable[Answer]]
) -> list[Answer]:
    """The answers in order: queries run at once, mutations after all that stand before them.

    Each is understood by itself, and others get their turn before the next one is. Where either
    finds that the client has left, which is ClientDisconnect, none begins any more.
    """
    begun: list[asyncio.Future[Answer]] = []
    has_left = False
    try:
        async with asyncio.TaskGroup() as group:
            for coming in understood:
                request = await coming
                is_mutation = request.kind is OperationType.MUTATION
                if is_mutation and begun:
                    await asyncio.wait(begun)
                begun.append(group.create_task(_answer(answer, request)))
                await (begun[-1] if is_mutation else asyncio.sleep(0))
    except* ClientDisconnect:
        has_left = True  # what is raised here would be in a group
    if has_left:
        raise ClientDisconnect
    return [each.result() for each in begun]


async def _answer(answer: Callable[[Request], Awaitable[Answer]], request: Request) -> Answer:
    return await answer(request)
