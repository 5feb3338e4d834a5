"""Resolvers as Strawberry wants them: with a signature that says which arguments a field takes."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import strawberry

from resolvers.operation.context import Context
from schema.arguments import Argument

Info = strawberry.Info[Context, None]

_ROOT = inspect.Parameter("root", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Any)
_INFO = inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Info)


def sign(resolve: Callable[..., Any], arguments: Mapping[str, Argument]) -> None:
    """Let `resolve(root, info, **values)` take `arguments`."""
    parameters = [argument.parameter(name) for name, argument in arguments.items()]
    signature = inspect.Signature([_ROOT, _INFO, *parameters])
    resolve.__signature__ = signature  # type: ignore[attr-defined]
    resolve.__annotations__ = {
        name: parameter.annotation for name, parameter in signature.parameters.items()
    }
