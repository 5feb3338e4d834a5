"""The database of the system that this one replaces, read table by table in our own names.

Its columns are looked up, not presumed: each of ours may have one of several names there. What has
none here is told, so that nothing is lost unseen.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from imports.closing import CONTRADICTION, close
from imports.person import Unfit
from imports.source import Source, raw, sought
from imports.tables import NEEDED, TABLES, names
from imports.values import FAULTS, REFERENCES, converted

BATCH = 500
Row = dict[str, Any]
THEIR_ID = "their_id"
"""Where a row has the id that it has there."""


@dataclass
class Replaced:
    """Its tables, as they are."""

    source: Source
    tables: dict[str, sa.Table]
    unknown: Counter[str] = field(default_factory=Counter)
    """Columns with something in them that has no place here, and in how many rows."""
    contradictions: list[str] = field(default_factory=list)
    """A sentence for each row that is closed and open at once."""

    @classmethod
    def at(cls, url: str) -> "Replaced":
        """Unreadable, ValueError for a URL that is none, Unfit for a database of something else."""
        source = Source(url)
        metadata = sa.MetaData()
        with source.connected() as connection:
            there = set(sa.inspect(connection).get_table_names())
            for name in TABLES.keys() & there:
                sa.Table(name, metadata, autoload_with=connection, resolve_fks=False)
        if "users" not in metadata.tables:
            raise Unfit("There is no table `users`.")
        found = cls(source, dict(metadata.tables))
        found._require_columns()
        return found

    def _require_columns(self) -> None:
        """Unfit where one is missing: what came without it would never be completed."""
        missing = [
            f"The table `{table}` has no column `{name}`."
            for table in TABLES
            for name in NEEDED[table]
            if table in self.tables and self._column(table, name) is None
        ]
        if missing:
            raise Unfit(" ".join(missing))

    @property
    def missing(self) -> list[str]:
        """Tables that there are none of."""
        return [table for table in TABLES if table not in self.tables]

    def close(self) -> None:
        """Let go of its connections."""
        self.source.dispose()

    def count(self, table: str) -> int:
        found = self.tables.get(table)
        if found is None:
            return 0
        (row,) = self.source.fetch(sa.select(sa.func.count().label("rows")).select_from(found))
        return int(row["rows"])

    def rows(self, table: str) -> Iterator[sa.RowMapping]:
        """All rows as they are there, in the order of their ids, a batch at a time.

        Also those that have none, or one that others have: each is there to be told.
        """
        found = self.tables.get(table)
        if found is None:
            return
        name = self._key(table)
        key, every = raw(found.columns[name]), self.source.rows_of(found)
        yield from self.source.fetch(every.where(key.is_(None)))
        last, seen = None, 0
        batch = self.source.fetch(every.where(key.is_not(None)).order_by(key).limit(BATCH))
        while batch:
            yield from batch
            before, last = last, batch[-1][name]
            equal = sum(row[name] == last for row in batch)
            seen = equal + (seen if before == last else 0)
            rest = every.where(key >= sought(last)).order_by(key)
            batch = self.source.fetch(rest.offset(seen).limit(BATCH))

    def parts_of(self, table: str, whole: str, row: Row) -> list[Row]:
        """The rows of a table that are part of a row, as `whole` names its id; Unfit as `read`."""
        found = self.tables.get(table)
        name = self._column(table, whole) if found is not None else None
        if found is None or name is None:
            return []
        theirs = self.source.rows_of(found).where(raw(found.columns[name]) == row[THEIR_ID])
        rows = self.source.fetch(theirs.order_by(*found.primary_key))
        return [self.read(table, each) for each in rows]

    def known_as(self, table: str, row: sa.RowMapping) -> str:
        """What a row is told by."""
        return f"{table} {self.source.shown(row[self._key(table)])}"

    def read(self, table: str, row: sa.RowMapping) -> Row:
        """A row in our names and types, closed where anything says so; Unfit for bad values.

        What has no name here is counted.
        """
        values: Row = {THEIR_ID: row[self._key(table)]}
        known, faults = set(), []
        for ours in names(table):
            theirs = self._column(table, ours)
            if theirs is None:
                continue
            known.add(theirs)
            try:
                values[ours] = converted(table, ours, self.source.decoded(row[theirs]))
            except FAULTS:
                faults.append(f"{table}.{ours}: this is no value that it may have here.")
                continue
            if values[ours] is None and ours in NEEDED[table] and ours not in REFERENCES:
                faults.append(f"{table}.{ours}: a value is needed here.")
        for name, value in row.items():
            if str(name) not in known and value not in (None, ""):
                self.unknown[f"{table}.{name}"] += 1
        if faults:
            raise Unfit(*faults)
        if close(values):
            self.contradictions.append(f"{self.known_as(table, row)}: {CONTRADICTION}")
        return values

    def _key(self, table: str) -> str:
        return self._column(table, "id") or self.tables[table].columns.keys()[0]

    def _column(self, table: str, ours: str) -> str | None:
        """What a column is called there; None where there is none."""
        there = self.tables[table].columns
        return next((name for name in (ours, *names(table)[ours]) if name in there), None)
