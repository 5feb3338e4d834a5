"""What can be listed, in which orders, and where `search` looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from auth.policy import filter_rule, may_read
from db.errors import BadUserInput, Forbidden, camel
from db.filter import Filter, Relations
from db.models import Entity
from db.order import Key, Order
from db.search import contains, rank
from db.types import is_storable
from db.viewer import Viewer
from db.window import Owners

DEFAULT_SIZE = 10
LARGEST_SIZE = 100


@dataclass(frozen=True)
class Listing:
    """The visible rows of an entity that meet all conditions, in an order.

    `owners`: what the conditions make the rows belong to, where an index has that and the order.
    """

    entity: type[Entity]
    order: Order
    conditions: tuple[ColumnElement[bool], ...] = ()
    owners: Owners | None = None

    def select(self, viewer: Viewer, *columns: Any) -> Select[Any]:
        """`columns` of the rows that the viewer may see, in no order yet."""
        rows = select(*columns).select_from(self.entity)
        return rows.where(self.entity.visible_to(viewer), *self.conditions)


@dataclass(frozen=True)
class Catalogue:
    """How an entity can be listed: the column behind each order field, and the searched ones."""

    entity: type[Entity]
    orders: Mapping[str, str] = field(default_factory=dict)
    searched: tuple[str, ...] = ()
    relations: Relations = field(default_factory=dict)

    @property
    def default_order(self) -> Order:
        """The newest first."""
        return Order(self.entity, [Key(self.entity.column("created_at"), descending=True)])

    def listing(
        self,
        viewer: Viewer,
        search: str | None = None,
        filter: Mapping[str, Any] | None = None,
        order_by: Sequence[Mapping[str, Any]] | None = None,
    ) -> Listing:
        """The rows that match `search` and `filter`, in the order of `order_by`.

        Without one those that start with the text searched for come first, then the newest.
        Raises BadUserInput for what cannot be looked for, and Forbidden for a filter on what the
        viewer may not read.
        """
        conditions = []
        owners = None
        default = self.default_order
        keys: Sequence[Key] = [self._key(item) for item in order_by or ()] or default.keys
        if filter:
            wanted = Filter(viewer, partial(_allow, viewer))
            conditions.append(wanted.condition(self.entity, filter, self.relations, "filter"))
            owners = wanted.owners
        if search and search.strip():
            refuse_unstorable(search, "search")
            conditions.append(contains(self.entity, self.searched, search))
            ranked = Key(rank(self.entity, self.searched, search), expression="rank")
            keys = keys if order_by else (ranked, *keys)
        order = Order(self.entity, keys)
        in_order = order.name == default.name
        return Listing(self.entity, order, tuple(conditions), owners if in_order else None)

    def _key(self, item: Mapping[str, Any]) -> Key:
        column = self.entity.column(self.orders[item["field"].name])
        return Key(column, descending=item["direction"].name == "DESC")


def _allow(viewer: Viewer, entity: type[Entity], name: str) -> None:
    if not may_read(filter_rule(entity.__name__, camel(name)), viewer, None):
        raise Forbidden(f"You may not filter by `{camel(name)}`.")


def size_within(argument: str, size: int | None) -> None:
    """BadUserInput for a list size that is not between 1 and 100."""
    if size is not None and not 1 <= size <= LARGEST_SIZE:
        raise BadUserInput(f"`{argument}` must be between 1 and {LARGEST_SIZE}.", argument=argument)


def refuse_unstorable(text: str, argument: str) -> None:
    """BadUserInput for text that not every database takes."""
    if not is_storable(text):
        raise BadUserInput(f"`{argument}` is not valid text.", argument=argument)
