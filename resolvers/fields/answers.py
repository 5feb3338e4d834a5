"""How a declared field is answered, one at a time: what it reads is batched with its siblings."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from resolvers.fields.declared import (
    ByKey,
    Carried,
    Column,
    Computed,
    Connected,
    Declared,
    Listed,
    Many,
    One,
    Own,
    Paged,
    Written,
)
from resolvers.lists import connection
from resolvers.lists.connection import Arguments
from resolvers.lists.listing import size_within
from resolvers.lists.page import PageRows
from resolvers.operation.context import Context

Answer = Callable[..., Any]
"""Answers a field of `row`, None at the root, as `answer(row, context, **arguments)`."""
PAGING = Arguments.__dataclass_fields__.keys()


def reader(declared: Declared) -> Callable[[Any], Any] | None:
    """What reads the field off its row alone, where no more than the row is asked."""
    match declared:
        case Column(attribute) | Written(attribute):
            return attrgetter(attribute)
        case Carried(carrier, attribute):
            found = getattr(carrier, attribute, None)
            return found if callable(found) else attrgetter(attribute)
    return None


def answer(declared: Declared) -> Answer:
    """What answers the field; LookupError for one that does more than read."""
    if type(declared) not in ANSWERS:
        raise LookupError(f"{type(declared).__name__} is not answered by reading")
    return partial(ANSWERS[type(declared)], declared)


def _one(declared: One, row: Any, context: Context) -> Any:
    return context.load(declared.relation, getattr(row, declared.key))


def _many(declared: Many, row: Any, context: Context, **arguments: Any) -> Any:
    size_within("first", arguments.get("first"))
    wanted = declared.arguments(**arguments)
    return context.load(declared.relation, getattr(row, declared.key), **wanted)


def _connected(declared: Connected, row: Any, context: Context, **paging: Any) -> Any:
    key = getattr(row, declared.key)
    return connection.of_relation(context, declared.relation, key, Arguments(**paging))


def _by_key(declared: ByKey, _row: None, context: Context, **arguments: Any) -> Any:
    return context.load(declared.relation, declared.key(arguments[declared.argument]))


def _own(declared: Own, _row: None, context: Context) -> Any:
    return context.load(declared.relation, context.viewer.id)


def _listed(declared: Listed, _row: None, context: Context, **arguments: Any) -> Any:
    paging = {name: arguments.pop(name) for name in PAGING & arguments.keys()}
    listing = declared.catalogue.listing(context.viewer, **arguments)
    return connection.of_listing(context, listing, Arguments(**paging))


def _paged(
    declared: Paged, _row: None, context: Context, page: int, size: int, **arguments: Any
) -> Any:
    return PageRows(context, declared.catalogue.listing(context.viewer, **arguments), page, size)


def _computed(declared: Computed, row: Any, context: Context, **arguments: Any) -> Any:
    if declared.of_row:
        return declared.function(row, context, **arguments)
    return declared.function(context, **arguments)


ANSWERS: dict[type[Declared], Callable[..., Any]] = {
    One: _one,
    Many: _many,
    Connected: _connected,
    ByKey: _by_key,
    Own: _own,
    Listed: _listed,
    Paged: _paged,
    Computed: _computed,
}
