"""From the tree of a selection to the SQL of one row: leaves as columns, what is under it as JSON.

Rules stand where the rows are read, asked of the very copy of the table that they are read from.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, literal_column, select

from db.copies import Copy
from db.search import equals
from db.viewer import Viewer
from loaders import relation
from planner.arguments import plain
from planner.forms import Form, Pair
from planner.rules import guarded, may_ever_read
from planner.tree import Field, Selection, Unplanned
from resolvers.fields.declared import Column, Connected, Many, One
from resolvers.lists.listing import size_within

E = ColumnElement[Any]
Part = Callable[[Field], E]
Nested = Callable[["Writer", Field, Connected, Copy], E]


class Writer:
    """Writes one statement for one class of viewers."""

    def __init__(self, form: Form, viewer: Viewer, nested: Nested) -> None:
        """`nested`: writes a connection under a row."""
        self.form = form
        self.viewer = viewer
        self._nested = nested
        self._numbers = count(1)

    def copy(self, entity: Any) -> Copy:
        """A mention of `entity` of its own."""
        return Copy(entity, f"t{next(self._numbers)}")

    def rows(self, selection: Selection, row: Copy, *conditions: E) -> Select[Any]:
        """The selected objects of the rows of a copy that meet the conditions."""
        columns = self.form.columns(self.pairs(selection, row))
        return select(*columns).select_from(row.source).where(*conditions)

    def pairs(self, selection: Selection, row: Copy) -> list[Pair]:
        """What an object of `row` is made of; Unplanned where that is too much."""
        return self.parts(selection, lambda field: self._guarded(field, row))

    def _fitting(self, pairs: list[Pair]) -> list[Pair]:
        if not pairs or not self.form.fits(pairs):
            raise Unplanned("size")
        return pairs

    def carrier(self, selection: Selection, part: Part, owner: Copy | None) -> E:
        """An object that is no row: its parts, under `owner` if it belongs to a row."""
        owners = [owner.source] if owner else [None]
        return self.form.object(self.parts(selection, part), *owners)

    def parts(self, selection: Selection, part: Part) -> list[Pair]:
        """The pairs of an object whose fields are made by `part`."""
        values: dict[str, E] = dict.fromkeys(selection.typenames, word(selection.type_name))
        for field in selection.fields:
            values[field.name] = part(field)
        return self._fitting([(name, values[name]) for name in selection.order])

    def _guarded(self, field: Field, row: Copy) -> E:
        if field.rule is None:
            raise Unplanned("rule")
        if not may_ever_read(field.rule, self.viewer):
            return self.form.constant("[]" if field.is_list and field.is_certain else "null")
        owner = row.column(field.owner) if field.owner else None
        return guarded(self._value(field, row), field.rule, self.viewer, owner)

    def _value(self, field: Field, row: Copy) -> E:
        match field.declared:
            case Column(attribute=attribute):
                return self._leaf(field, row.column(attribute))
            case One() as declared:
                return self._one(field, declared, row)
            case Many() as declared:
                return self._many(field, declared, row)
            case Connected() as declared:
                return self._nested(self, field, declared, row)
            case other:
                raise Unplanned(type(other).__name__.lower())

    def _leaf(self, field: Field, column: E) -> E:
        if field.is_certain and getattr(column, "nullable", False):
            raise Unplanned("nullable")
        return self.form.leaf(column)

    def _one(self, field: Field, declared: One, row: Copy) -> E:
        value = self.form.one(self.one(field, declared.relation, row.column(declared.key), row))
        return self.form.certain(value, row.column("id")) if field.is_certain else value

    def one(self, field: Field, loaded: relation.One, key: E, *owners: Copy) -> Select[Any]:
        """The row of a relation that belongs to `key`."""
        assert field.selection is not None
        copy = self.copy(loaded.entity)
        conditions = [copy.column(loaded.key) == key, *loaded.rules(copy, self.viewer)]
        rows = self.rows(field.selection, copy, *conditions)
        return rows.correlate(*(owner.source for owner in owners))

    def _many(self, field: Field, declared: Many, row: Copy) -> E:
        assert field.selection is not None
        copy, conditions = self.related(declared.relation, row, declared.key)
        size_within("first", field.arguments.get("first"))
        wanted = dict(declared.arguments(**plain(field.definition, field.arguments)))
        size = wanted.pop("first") or (declared.size and declared.size.most)
        assert size
        equal = [equals(copy.entity, name, text) for name, text in wanted.items()]
        rows = self.rows(field.selection, copy, *conditions, *map(copy.moved, equal))
        rows = rows.order_by(*map(copy.moved, declared.relation.order.by())).limit(number(size))
        return self.form.many(rows.correlate(row.source))

    def related(self, loaded: relation.Many, row: Copy, key: str) -> tuple[Copy, list[E]]:
        """A mention of the rows of a relation, and what holds of those that belong to `row`."""
        copy = self.copy(loaded.entity)
        theirs = copy.column(loaded.key) == row.column(key)
        return copy, [theirs, *loaded.rules(copy, self.viewer, row)]


def number(value: int) -> E:
    """Written into the statement: with it bound PostgreSQL would plan every time."""
    return literal_column(str(int(value)))


def word(name: str) -> E:
    """A name of the schema, as it stands."""
    return literal_column(f"'{name}'", Text)
