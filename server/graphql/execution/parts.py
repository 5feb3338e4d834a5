"""Answers of which parts come later, in both forms of incremental delivery.

Clients of the earlier form know no `pending`: there each piece says its own `path` and `label`, and
what never comes is a piece without data. Who knows the newer form would read that as data that is
null, and the error a second time; so it is left out for those who say that they know it.
"""

import enum
from collections.abc import Sequence
from functools import reduce
from operator import getitem
from typing import Any

from graphql import located_error
from graphql.execution import (
    InitialIncrementalExecutionResult,
    PendingResult,
    SubsequentIncrementalExecutionResult,
)

from base.errors import TopLevelError
from server.errors import published


class Form(enum.Enum):
    """What a client reads of incremental delivery."""

    NEWER = enum.auto()
    EITHER = enum.auto()


class Parts:
    """The parts of one answer, put together as clients do it."""

    def __init__(self, first: InitialIncrementalExecutionResult, form: Form) -> None:
        self._earlier = form is Form.EITHER
        self._data: Any = first.data
        self._pending = {item.id: item for item in first.pending}
        self._pending_before = self._pending
        self._grown: list[tuple[list[Any], int]] = []

    def add(self, result: SubsequentIncrementalExecutionResult) -> dict[str, Any]:
        """The body of a later part, its errors as clients may see them."""
        for item in (*(result.incremental or ()), *(result.completed or ())):
            if item.errors:
                item.errors[:] = [published(error) for error in item.errors]
        self._pending_before, self._grown = dict(self._pending), []
        body: dict[str, Any] = dict(result.formatted)
        self._pending |= {item.id: item for item in result.pending or ()}
        for piece in body.get("incremental", ()):
            self._place(piece, self._pending[piece["id"]])
        body = self._in_both_forms(body)
        for item in result.completed or ():
            self._pending.pop(item.id, None)
        return body

    def take_back(self) -> None:
        """Forget that the last part was added, which the client is not told."""
        self._pending = self._pending_before
        for items, length in reversed(self._grown):
            del items[length:]

    def refuse(self, error: TopLevelError) -> dict[str, Any]:
        """The body that ends the answer: whatever is still to come is refused."""
        told = {
            item.id: published(located_error(error, path=item.path))
            for item in self._pending.values()
        }
        completed = [{"id": id, "errors": [each.formatted]} for id, each in told.items()]
        return self._in_both_forms({"completed": completed, "hasNext": False})

    def _in_both_forms(self, body: dict[str, Any]) -> dict[str, Any]:
        """`body`, whose `completed` the earlier form does not know, with what failed as pieces."""
        failed = [item for item in body.get("completed", ()) if "errors" in item]
        if failed and self._earlier:
            body["incremental"] = [*body.get("incremental", ()), *map(self._failure, failed)]
        return body

    def _failure(self, completed: dict[str, Any]) -> dict[str, Any]:
        """What never comes, as a piece of the earlier form."""
        owner = self._pending[completed["id"]]
        target = reduce(getitem, owner.path, self._data)
        piece: dict[str, Any] = {"id": owner.id, "errors": completed["errors"]}
        if isinstance(target, list):
            piece |= {"items": None, "path": [*owner.path, len(target)]}
        else:
            piece |= {"data": None, "path": [*owner.path]}
        if owner.label is not None:
            piece["label"] = owner.label
        return piece

    def _place(self, piece: dict[str, Any], owner: PendingResult) -> None:
        """Say where in the answer a piece belongs, and put it there."""
        path: Sequence[str | int] = (*owner.path, *piece.get("subPath", ()))
        target = reduce(getitem, path, self._data)
        if "items" in piece:
            path = (*path, len(target))
            self._grown.append((target, len(target)))
            target.extend(piece["items"])
        else:
            target.update(piece["data"])
        piece["path"] = [*path]
        if owner.label is not None:
            piece["label"] = owner.label
