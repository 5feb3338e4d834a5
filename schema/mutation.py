"""Fields of Mutation: one transaction, and a payload with what was written or what was wrong."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.types import get_object_definition

from base.errors import Rejection, TopLevelError
from resolvers.declared import Mutated
from resolvers.operation.context import Context
from resolvers.operation.once import ANSWER, answer
from resolvers.sign_in import SignedIn
from schema.arguments import REQUIRED, Argument
from schema.given import given
from schema.idempotent import once
from schema.payload import MOST_ERRORS, Payload
from schema.signature import Info, sign


async def _keep(context: Context, row: Any) -> None:
    """Keep what the field has come to; who is signed out by it cannot ask again."""
    with suppress(TopLevelError):
        await context.write(answer, row=row)


def mutation(
    resolver: Callable[..., Any],
    payload: type[Payload],
    description: str,
    input: type | None = None,
    **arguments: Argument,
) -> Any:
    """A field of Mutation: one transaction, and a `payload` with its row or its errors.

    A plain `resolver(transaction, **values)` runs inside a transaction; an `async` one is given
    the context, and opens its transaction between steps that need none.
    """
    if input is not None:
        described = get_object_definition(input, strict=True).description or ""
        arguments["input"] = Argument(input, described, REQUIRED)

    async def resolve(root: Any, info: Info, **values: Any) -> Any:  # noqa: ARG001
        values = {name: value for name, value in values.items() if value is not UNSET}
        if input is not None:
            values.update(given(values.pop("input"), blank_clears=True))
        context = info.context
        context.once = once(info._raw_info, context, values)
        try:
            before = await context.done_before()
            if ANSWER in before:
                row = before[ANSWER].result
            elif inspect.iscoroutinefunction(resolver):
                row = await resolver(context, **values)
                if context.once is not None and not isinstance(row, SignedIn):
                    await _keep(context, row)
            else:
                row = await context.write(resolver, **values)
        except Rejection as rejection:
            errors: Any = list(rejection.problems[:MOST_ERRORS])
            return payload(errors=errors)
        finally:
            context.once = None
        return payload.of(row)

    sign(resolve, arguments)
    metadata = {"declared": Mutated(resolver)}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)
