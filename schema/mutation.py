"""Fields of Mutation: one transaction, and a payload with what was written or what was wrong."""

import inspect
from collections.abc import Callable
from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.types import get_object_definition

from base.errors import Rejection
from resolvers.declared import Mutated
from schema.arguments import REQUIRED, Argument
from schema.given import given
from schema.payload import MOST_ERRORS, Payload
from schema.signature import Info, sign


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
        try:
            if inspect.iscoroutinefunction(resolver):
                row = await resolver(info.context, **values)
            else:
                row = await info.context.write(resolver, **values)
        except Rejection as rejection:
            errors: Any = list(rejection.problems[:MOST_ERRORS])
            return payload(errors=errors)
        return payload.of(row)

    sign(resolve, arguments)
    metadata = {"declared": Mutated(resolver)}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)
