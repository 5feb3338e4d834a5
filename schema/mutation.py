"""Fields of Mutation: one transaction, and a payload with what was written or what was wrong."""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry import UNSET
from strawberry.types import get_object_definition

from base.errors import Rejection
from resolvers.fields.declared import Mutated
from resolvers.operation.mutation import run
from schema.arguments import REQUIRED, Argument
from schema.given import given
from schema.idempotent import asked_once
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

    How `resolver` is called, `resolvers.operation.mutation` says.
    """
    if input is not None:
        described = get_object_definition(input, strict=True).description or ""
        arguments["input"] = Argument(input, described, REQUIRED)

    async def resolve(root: Any, info: Info, **values: Any) -> Any:  # noqa: ARG001
        values = {name: value for name, value in values.items() if value is not UNSET}
        if input is not None:
            values.update(given(values.pop("input"), blank_clears=True))
        once = asked_once(info._raw_info, info.context, values)
        try:
            row = await run(info.context, resolver, values, once)
        except Rejection as rejection:
            errors: Any = list(rejection.problems[:MOST_ERRORS])
            return payload(errors=errors)
        return payload.of(row)

    sign(resolve, arguments)
    metadata = {"declared": Mutated(resolver)}
    return strawberry.field(resolver=resolve, description=description, metadata=metadata)
