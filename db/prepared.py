"""Questions whose text never changes: compiled once, and prepared once on each connection.

psycopg2 sends values as literals, and PostgreSQL plans such a statement anew each time; one that is
prepared it plans once. Behind a pooler, which hands each transaction to another server, nothing can
be prepared: there the values are literals as ever. SQLite keeps what it has prepared by itself.
"""

from collections import OrderedDict
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg2
import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

MOST_PREPARED = 200
"""Statements of a connection."""
MOST_CHARACTERS = 300_000
"""Of all of these together: the plan of each takes 60 bytes in its backend for each of them."""
OUTDATED = {"0A000", "26000"}
"""What a migration, or a DISCARD by somebody else, makes of prepared statements."""

Word = tuple[str, Any]
"""A statement, and its values."""
_numbers = count(1)


@dataclass(frozen=True)
class _Place:
    """Where a value goes: one given each time, one made each time, or the same always."""

    name: str
    make: Callable[[], Any] | None
    value: Any
    process: Callable[[Any], Any] | None

    def fill(self, given: Mapping[str, Any]) -> Any:
        made = self.make() if self.make else self.value
        value = given.get(self.name, made)
        return self.process(value) if self.process else value


class Question:
    """One SELECT, compiled for one kind of database."""

    def __init__(self, statement: sa.Select[Any], dialect: sa.Dialect) -> None:
        self._plain = _Words(statement, dialect)
        self._numbered: _Words | None = None
        self._was_asked = False
        if dialect.name == "postgresql":
            self._numbered = _Words(statement, _numbering(dialect))
            self._name = f"aai_{next(_numbers)}"
            marks = ", ".join(["%s"] * len(self._numbered.places))
            self._execute = f"EXECUTE {self._name}({marks})" if marks else f"EXECUTE {self._name}"

    @property
    def text(self) -> str:
        """The statement, in the driver's style."""
        return self._plain.text

    def ask(self, driver: Any, given: Mapping[str, Any]) -> Sequence[Any]:
        """All rows, with `given` as the values of its parameters; errors are the driver's."""
        words = self.words(driver, given)
        with closing(driver.cursor()) as cursor:
            word: Word | None = next(words)
            while word is not None:
                try:
                    cursor.execute(*word)
                except psycopg2.Error as error:
                    word = words.throw(error)
                else:
                    word = next(words, None)
            rows: Sequence[Any] = cursor.fetchall()
            return rows

    def words(self, driver: Any, given: Mapping[str, Any]) -> Generator[Word, None, None]:
        """What is said to the server one after the other, until the last one finds the rows.

        An error of the driver's is thrown in, and comes out again where nothing can be done.
        """
        if self._numbered is None or driver.told:
            yield self._plain.text, self._plain.fill(given)
            return
        known: OrderedDict[str, int] = driver.prepared
        execute = self._execute, self._numbered.fill(given)
        if self._name in known:
            known.move_to_end(self._name)
            try:
                yield execute
            except psycopg2.Error as error:
                if error.pgcode not in OUTDATED:
                    raise
            else:
                return
            known.clear()
            yield "DEALLOCATE ALL", None
        text = self._numbered.text
        room = MOST_CHARACTERS - len(text)
        while known and (len(known) >= MOST_PREPARED or sum(known.values()) > room):
            oldest, _ = known.popitem(last=False)
            yield f"DEALLOCATE {oldest}", None
        yield f"PREPARE {self._name} AS {text}", None
        known[self._name] = len(text)
        yield execute


def _numbering(dialect: sa.Dialect) -> sa.Dialect:
    """The same dialect with `$1` for the first parameter, as PREPARE has it."""
    kind: Any = type(dialect)
    numbering: sa.Dialect = kind(paramstyle="numeric_dollar")
    return numbering


class _Words:
    """A statement in one style of parameters."""

    def __init__(self, statement: sa.Select[Any], dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        expanded = compiled.construct_expanded_state()
        self.text = expanded.statement
        processors: Mapping[str, Any] = {**compiled._bind_processors, **expanded.processors}
        self._is_positional = expanded.positiontup is not None
        self.places = [
            _Place(
                name,
                compiled.binds[name].callable if name in compiled.binds else None,
                expanded.parameters.get(name),
                processors.get(name),
            )
            for name in expanded.positiontup or expanded.parameters
        ]

    def fill(self, given: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        if self._is_positional:
            return tuple(place.fill(given) for place in self.places)
        return {place.name: place.fill(given) for place in self.places}
