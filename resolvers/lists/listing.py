"""What can be listed, in which orders, and where `search` looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Result, Select, select

from auth.policy import filter_rule
from auth.rules import may_read
from base.errors import BadUserInput, Forbidden
from base.naming import camel
from base.text import GROWTH, is_storable, nfc, words
from db.derived import derivations
from db.filter import Filter, Relations, is_worth_keeping
from db.models import Entity
from db.order import Key, Order
from db.search import contains, rank
from db.viewer import Viewer
from db.window import Owners

DEFAULT_SIZE = 10
LARGEST_SIZE = 100
LONGEST_SEARCH_CHARACTERS = 200
"""Characters."""
MOST_WORDS = 12


@dataclass(frozen=True)
class Listing:
    """The visible rows of an entity that meet all conditions, in an order.

    `owners`: what the conditions make the rows belong to, where an index has that and the order.
    `is_kept`: whether its statements are kept compiled.
    """

    entity: type[Entity]
    order: Order
    conditions: tuple[ColumnElement[bool], ...] = ()
    owners: Owners | None = None
    is_kept: bool = True

    def select(self, viewer: Viewer, *columns: Any) -> Select[Any]:
        """`columns` of the rows that the viewer may see, in no order yet."""
        rows = select(*columns).select_from(self.entity)
        return rows.where(self.entity.visible_to(viewer), *self.conditions)

    def run(self, connection: Connection, statement: Select[Any]) -> Result[Any]:
        """Run a statement on its rows."""
        return connection.execute(statement, execution_options=self.execution)

    @property
    def execution(self) -> Mapping[str, Any]:
        """How its statements are run: one that is not kept is compiled each time."""
        return {} if self.is_kept else {"compiled_cache": None}


@dataclass(frozen=True)
class Catalogue:
    """How an entity can be listed: the column behind each order field, and what it relates to."""

    entity: type[Entity]
    orders: Mapping[str, str] = field(default_factory=dict)
    relations: Relations = field(default_factory=dict)

    @property
    def searched(self) -> tuple[str, ...]:
        """The columns whose words `search` looks through."""
        found = derivations(self.entity).get("search_text")
        return found.sources if found else ()

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

        Without one those where words begin with what is searched for come first, then the newest.
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
        if wanted_words := query_words(search or ""):
            conditions.append(contains(self.entity, wanted_words))
            ranked = Key(rank(self.entity, wanted_words), expression="rank")
            keys = keys if order_by else (ranked, *keys)
        order = Order(self.entity, keys)
        in_order = order.name == default.name
        return Listing(
            self.entity,
            order,
            tuple(conditions),
            owners if in_order else None,
            is_kept=is_worth_keeping(filter or {}),
        )

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


def query_words(search: str) -> list[str]:
    """The words to search for; none in a text of nothing but spaces.

    Raises BadUserInput for one that is too long, before any work that grows with it.
    """
    refuse_unstorable(search, "search")
    text = " ".join(search.split())
    if len(text) > LONGEST_SEARCH_CHARACTERS * GROWTH or len(nfc(text)) > LONGEST_SEARCH_CHARACTERS:
        sentence = f"`search` has at most {LONGEST_SEARCH_CHARACTERS} characters."
        raise BadUserInput(sentence, argument="search")
    found = words(text)
    if len(found) > MOST_WORDS:
        raise BadUserInput(f"`search` has at most {MOST_WORDS} words.", argument="search")
    return found


def refuse_unstorable(text: str, argument: str) -> None:
    """BadUserInput for text that not every database takes."""
    if not is_storable(text):
        raise BadUserInput(f"`{argument}` is not valid text.", argument=argument)
