"""JSON in the two dialects: one text form for every value, the same that the wire has.

An object is made of pairs, a response name and what stands there. What cannot be must not vanish:
`certain` makes the statement fail, after which the operation runs on the plain path, which says
which field it was.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any, Protocol

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Label,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
)

from db.types import Instant

Pair = tuple[str, ColumnElement[Any]]
LONGEST_LABEL_BYTES = 63
"""Bytes of a name in PostgreSQL, which cuts longer ones off."""
MOST_PAIRS = 50
"""Of an object in SQLite, whose functions take no more than 127 arguments."""
BASE64 = literal_column("'base64'", Text)
INSTANT = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'""", Text)


class Form(Protocol):
    """How a dialect builds JSON."""

    def leaf(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A column as the wire has it."""

    def fits(self, pairs: Sequence[Pair]) -> bool:
        """Whether an object of these can be made."""

    def columns(self, pairs: Sequence[Pair]) -> list[Label[Any]]:
        """What a select has of each row, for `one` and `many`."""

    def one(self, rows: Select[Any]) -> ColumnElement[Any]:
        """The object of the only row, null without one."""

    def many(self, rows: Select[Any]) -> ColumnElement[Any]:
        """A list of the objects of all rows, in their order."""

    def object(self, pairs: Sequence[Pair], *owners: Any) -> ColumnElement[Any]:
        """An object of values, made from rows of `owners` that the statement reads already."""

    def certain(self, value: ColumnElement[Any], id: ColumnElement[Any]) -> ColumnElement[Any]:
        """`value`, which is never null: a statement that finds it null, fails. `id`: any UUID."""

    def constant(self, json: str) -> ColumnElement[Any]:
        """JSON as it stands."""

    def cursor(self, order: str, values: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
        """What `db.cursor.encode` makes of a position in `order`."""

    def text(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """JSON as a text that the driver leaves alone."""


class PostgreSQLForm:
    """Rows as records: cheaper by far than objects built pair by pair.

    The name of a record would stand for a column that is called the same, so records have names
    that nothing in GraphQL can have (§2.1.9).
    """

    def __init__(self) -> None:
        self._names = (f"x${number}" for number in count(1))

    def leaf(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        if isinstance(column.type, Instant):
            return func.to_char(func.timezone(literal_column("'UTC'"), column), INSTANT)
        return column

    def fits(self, pairs: Sequence[Pair]) -> bool:
        return all(len(name) <= LONGEST_LABEL_BYTES for name, _ in pairs)

    def columns(self, pairs: Sequence[Pair]) -> list[Label[Any]]:
        return [value.label(name) for name, value in pairs]

    def one(self, rows: Select[Any]) -> ColumnElement[Any]:
        name = next(self._names)
        record = func.row_to_json(literal_column(name))
        return select(record).select_from(rows.subquery(name)).scalar_subquery()

    def many(self, rows: Select[Any]) -> ColumnElement[Any]:
        name = next(self._names)
        records: Select[Any] = select(literal_column(name)).select_from(rows.subquery(name))
        return func.array_to_json(func.array(records.scalar_subquery()))

    def object(self, pairs: Sequence[Pair], *owners: Any) -> ColumnElement[Any]:
        return self.one(select(*self.columns(pairs)).correlate(*owners))

    def certain(self, value: ColumnElement[Any], id: ColumnElement[Any]) -> ColumnElement[Any]:
        """No UUID is JSON."""
        return func.coalesce(value, cast(cast(id, Text), JSON))

    def constant(self, json: str) -> ColumnElement[Any]:
        return cast(literal_column(f"'{json}'"), JSON)

    def cursor(self, order: str, values: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
        """Lines of base64 are joined, and its two signs replaced (RFC 4648 §5)."""
        parts = [cast(func.to_json(self.leaf(value)), Text) for value in values]
        position = _array(order, [func.coalesce(part, literal_column("'null'")) for part in parts])
        encoded = func.encode(func.convert_to(position, literal_column("'UTF8'")), BASE64)
        return func.rtrim(
            func.translate(encoded, literal_column("E'+/\\n'"), literal_column("'-_'")),
            literal_column("'='"),
        )

    def text(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(value, Text)


class SQLiteForm:
    """Objects pair by pair; JSON is marked as such wherever it comes out of a subquery."""

    def __init__(self) -> None:
        self._names = (f"x${number}" for number in count(1))

    def leaf(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        if isinstance(column.type, Boolean):
            word = case((column, literal_column("'true'")), else_=literal_column("'false'"))
            return func.json(case((column.is_not(None), word)))
        return column

    def fits(self, pairs: Sequence[Pair]) -> bool:
        return len(pairs) <= MOST_PAIRS

    def columns(self, pairs: Sequence[Pair]) -> list[Label[Any]]:
        return [self.object(pairs).label("j")]

    def one(self, rows: Select[Any]) -> ColumnElement[Any]:
        return func.json(rows.scalar_subquery())

    def many(self, rows: Select[Any]) -> ColumnElement[Any]:
        objects = rows.subquery(next(self._names))
        listed = select(func.json_group_array(func.json(objects.c.j))).select_from(objects)
        return func.json(listed.scalar_subquery())

    def object(self, pairs: Sequence[Pair], *_owners: Any) -> ColumnElement[Any]:
        words: list[Any] = []
        for name, value in pairs:
            words += literal_column(f"'{name}'"), value
        return func.json_object(*words)

    def certain(self, value: ColumnElement[Any], id: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.json(func.coalesce(value, func.json(id)))

    def constant(self, json: str) -> ColumnElement[Any]:
        return func.json(literal_column(f"'{json}'"))

    def cursor(self, order: str, values: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
        """By a function of the connection (`db.engine`)."""
        return func.base64url(_array(order, [func.json_quote(value) for value in values]))

    def text(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value


def _array(first: str, texts: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """A list in JSON: a name, and values in JSON already."""
    array: ColumnElement[Any] = literal_column(f"'[\"{first}\"'", Text)
    for text in texts:
        array = array + literal_column("','", Text) + text
    return array + literal_column("']'", Text)


def form_of(dialect: str) -> Form:
    """A form for one statement in the dialect of that name."""
    return PostgreSQLForm() if dialect == "postgresql" else SQLiteForm()
