"""Fields that read as SDL: an annotation, a resolver, a description, the arguments.

    jobs: list[Job] = field(profile.jobs, "Jobs, newest first.", first=FIRST)

The annotation states the GraphQL type; the resolver returns rows and names no type.
"""

import inspect
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import strawberry
from strawberry.types import get_object_definition
from strawberry.types.base import StrawberryOptional

from db.errors import Rejection
from db.text import is_blank
from resolvers.context import Context
from schema.arguments import REQUIRED, Argument
from schema.payload import MOST_ERRORS, Payload
from schema.sizes import ListSize

Info = strawberry.Info[Context, None]
Resolver = Callable[..., Any]

_ROOT = inspect.Parameter("root", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Any)
_INFO = inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Info)


def column(description: str) -> Any:
    """A field that is an attribute of its row."""
    return strawberry.field(description=description)


def field(
    resolver: Resolver,
    description: str,
    *,
    holds: ListSize | None = None,
    price: int = 0,
    **arguments: Argument,
) -> Any:
    """A field of a row, resolved by `resolver(row, context, **arguments)`.

    `holds`: how many items a list has; `price`: of the work besides the objects that come.
    """

    def resolve(root: Any, info: Info, **values: Any) -> Any:
        return resolver(root, info.context, **values)

    return _field(resolve, description, arguments, holds, price)


def query(
    resolver: Resolver, description: str, *, holds: ListSize | None = None, **arguments: Argument
) -> Any:
    """A field of Query, resolved by `resolver(context, **arguments)`; `holds`: as in `field`."""

    def resolve(root: Any, info: Info, **values: Any) -> Any:  # noqa: ARG001
        return resolver(info.context, **values)

    return _field(resolve, description, arguments, holds)


def subscription(resolver: Resolver, description: str, **arguments: Argument) -> Any:
    """A field of Subscription, whose events `resolver(context, **arguments)` yields."""

    async def follow(root: Any, info: Info, **values: Any) -> Any:  # noqa: ARG001
        async with aclosing(resolver(info.context, **values)) as events:
            async for event in events:
                yield event

    _sign(follow, arguments)
    return strawberry.subscription(resolver=follow, description=description)


def mutation(
    resolver: Resolver,
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

    return _field(resolve, description, arguments)


def given(value: Any, *, blank_clears: bool = False) -> Any:
    """An input as plain values, without the fields that were left out.

    `blank_clears`: whether a text that may be left out is null where it looks blank, as forms send
    what nobody filled in.
    """
    if isinstance(value, list):
        return [given(item, blank_clears=blank_clears) for item in value]
    definition = get_object_definition(value)
    if definition is None:
        return value
    values: dict[str, Any] = {}
    for item in definition.fields:
        one = getattr(value, item.python_name)
        if one is strawberry.UNSET:
            continue
        is_optional_text = one is not None and _is_optional_text(item.type)
        if blank_clears and is_optional_text and is_blank(one):
            one = None
        values[item.python_name] = given(one, blank_clears=blank_clears)
    return values


def _is_optional_text(type_: Any) -> bool:
    return isinstance(type_, StrawberryOptional) and type_.of_type is str


def _field(
    resolve: Resolver,
    description: str,
    arguments: dict[str, Argument],
    holds: ListSize | None = None,
    price: int = 0,
) -> Any:
    _sign(resolve, arguments)
    declared = {"price": price, **({"size": holds} if holds else {})}
    return strawberry.field(resolver=resolve, description=description, metadata=declared)


def _sign(resolve: Resolver, arguments: dict[str, Argument]) -> None:
    """Let a resolver have the signature that Strawberry reads."""
    parameters = [argument.parameter(name) for name, argument in arguments.items()]
    signature = inspect.Signature([_ROOT, _INFO, *parameters])
    resolve.__signature__ = signature  # type: ignore[attr-defined]
    resolve.__annotations__ = {
        name: parameter.annotation for name, parameter in signature.parameters.items()
    }
