"""Inputs as plain values, which is how resolvers take them: they name no type of the schema."""

from typing import Any

import strawberry
from strawberry.types import get_object_definition
from strawberry.types.base import StrawberryOptional

from base.text import is_blank


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
