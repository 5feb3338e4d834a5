"""A change of one row as one statement, which writes nothing where anything is to be said.

    WITH viewer AS (SELECT users.is_super_admin FROM users JOIN sessions … FOR SHARE),
      written AS (UPDATE profiles SET bio = …, updated_at = greatest(…)
        WHERE (SELECT is_super_admin FROM viewer) = false AND profiles.id = … AND …
        RETURNING profiles.id, …)
    SELECT (SELECT is_super_admin FROM viewer),
      (SELECT row_to_json(x) FROM (SELECT … FROM written) x)

The viewer is locked first, since the condition that names no row is asked before any row is looked
for; then the row, by the UPDATE. All subqueries see the rows as they were before: so what is
selected may ask for the written row itself and for other tables, and for its own table no more.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    CTE,
    Alias,
    ColumnClause,
    ColumnElement,
    Dialect,
    Table,
    bindparam,
    func,
    literal_column,
    select,
)

from auth.rules import authorize
from auth.signed_in import held
from base.errors import TopLevelError
from db.base import Entity
from db.copies import Copy
from db.prepared import Question
from db.types import Id, Instant, this_instant
from db.viewer import Viewer
from planner.forms import form_of
from planner.lists import nested
from planner.mutation import Given
from planner.plan import Plan
from planner.select import Writer
from planner.tree import Field, Selection, Unplanned
from resolvers.fields.declared import Written
from resolvers.operation.one_row import RowChange

E = ColumnElement[Any]
ROW, EXPECTED, SET = "row", "expected", "set_"
"""Parameters: the id of the row, its `updated_at`, and before a column's name its value."""
MILLISECOND: E = literal_column("interval '1 millisecond'")


class Update:
    """Writes the statement of one operation for one class of signed-in viewers."""

    def __init__(self, dialect: Dialect, viewer: Viewer, change: RowChange) -> None:
        """`viewer`: one of those in `planner.plan.CLASSES`."""
        self._dialect = dialect
        self._viewer = viewer
        self._change = change
        self._form = form_of(dialect.name)
        self._writer = Writer(self._form, viewer, nested)

    def plan(self, roots: Selection, given: Given) -> Plan:
        """Of what is given, whatever the values; Unplanned where the payload asks for too much."""
        if len(roots.fields) != 1:
            raise Unplanned("nothing")
        (field,) = roots.fields
        if field.operation is None or field.selection is None:
            raise Unplanned("rule")
        try:
            authorize(field.operation, self._viewer)
        except TopLevelError as error:
            raise Unplanned("refused") from error
        viewer = held(self._viewer).cte("viewer")
        written = self._update(viewer, given)
        payload = self._payload(field.selection, written)
        said = select(viewer.c.is_super_admin).scalar_subquery()
        statement = select(said.label("said"), self._form.text(payload).label("payload"))
        return Plan(Question(statement, self._dialect), (field.name,), {}, (field.name,), {})

    def _update(self, viewer: CTE, given: Given) -> CTE:
        table: Any = self._change.entity.__table__
        now = func.greatest(this_instant(), table.c.updated_at.op("+")(MILLISECOND), type_=Instant)
        values = {name: _value(table, name) for name in given.names} | {"updated_at": now}
        if self._change.deactivates:
            values["deactivated_at"] = now
        confirmed = select(viewer.c.is_super_admin).scalar_subquery()
        conditions = [
            confirmed.is_(self._viewer.is_super_admin),
            table.c.id == bindparam(ROW, None, Id),
            *self._rules(self._change.entity),
            *(table.c[name].is_not_distinct_from(_value(table, name)) for name in given.lacking),
        ]
        if (switch := self._change.switch) is not None:
            conditions.append(table.c[switch].is_distinct_from(_value(table, switch)))
        if given.expected is not None:
            conditions.append(table.c.updated_at == bindparam(EXPECTED, None, Instant))
        update = table.update().where(*conditions).values(values)
        written: CTE = update.returning(*self._change.entity.readable()).cte("written")
        return written

    def _rules(self, entity: type[Entity]) -> Iterator[E]:
        """The viewer's own rows among those that they see and change: others' leave an event."""
        yield entity.visible_to(self._viewer)
        editable = entity.editable_by(self._viewer)
        own = entity.belongs_to.owned_by(entity, self._viewer)
        yield own
        if not editable.compare(own):
            yield editable
        if self._change.active:
            yield entity.is_active.is_(True)

    def _payload(self, selection: Selection, written: CTE) -> E:
        """What is selected of the payload, null where nothing was written."""
        row = Copy.among(self._change.entity, written)
        pairs = self._writer.parts(selection, lambda field: self._part(field, row))
        for _, value in pairs:
            if self._change.entity.__table__ in _tables(value, but=written):
                raise Unplanned("read again")
        return self._form.one(select(*self._form.columns(pairs)).select_from(row.source))

    def _part(self, field: Field, row: Copy) -> E:
        """The written row, or the list of what is wrong with it, which is empty."""
        if not isinstance(field.declared, Written):
            raise Unplanned("undeclared")
        if field.is_list:
            return self._form.constant("[]")
        if field.selection is None or field.selection.type_name != row.entity.__name__:
            raise Unplanned("undeclared")
        return self._form.object(self._writer.pairs(field.selection, row), row.source)


def lacking(dialect: Dialect, entity: type[Entity], names: tuple[str, ...]) -> Question:
    """What columns of a row are; nobody is told, and the UPDATE finds them so or does nothing."""
    table: Any = entity.__table__
    columns = [table.c[name] for name in names]
    return Question(select(*columns).where(table.c.id == bindparam(ROW, None, Id)), dialect)


def _value(table: Any, name: str) -> E:
    return bindparam(f"{SET}{name}", None, table.c[name].type)


def _tables(expression: Any, but: CTE) -> set[Any]:
    """The tables that an expression reads, `but` apart."""
    found, seen, waiting = set(), set(), [expression]
    while waiting:
        part = waiting.pop()
        if id(part) in seen or (isinstance(part, CTE) and part.name == but.name):
            continue
        seen.add(id(part))
        if isinstance(part, Table):
            found.add(part)
        elif isinstance(part, ColumnClause):
            waiting.append(part.table)
        elif isinstance(part, Alias):
            waiting.append(part.element)
        elif part is not None:
            waiting += part.get_children()
    return found
