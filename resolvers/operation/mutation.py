"""One field of Mutation: its work runs once, and under a key of its client's it stays at that."""

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from base.errors import TopLevelError
from resolvers.operation.context import Context
from resolvers.operation.kept import MadeAnew
from resolvers.operation.once import ANSWER, Once, again, answer


async def run(
    context: Context, work: Callable[..., Any], values: Mapping[str, Any], once: Once | None
) -> Any:
    """What `work` returns, or returned before under the key of `once`; raises what it raises.

    A plain `work(transaction, **values)` runs inside a transaction; an `async` one is given the
    context, and opens its transaction between steps that need none.
    """
    context.once, asked_by = once, context.viewer.id
    try:
        if ANSWER in await context.done_before():
            return await context.write(again)
        if not inspect.iscoroutinefunction(work):
            return await context.write(work, **values)
        row = await work(context, **values)
        is_found = context.viewer.id == asked_by  # who was signed in by it is nobody again then
        if once is not None and is_found and not isinstance(row, MadeAnew):
            await _keep(context, row)
        return row
    finally:
        context.once = None


async def _keep(context: Context, row: Any) -> None:
    """Keep what the field has come to; who is signed out by it cannot ask again."""
    with suppress(TopLevelError):
        await context.write(answer, row=row)
