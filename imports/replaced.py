"""The database of the system that this one replaces, read table by table in our own names.

Its columns are looked up, not presumed: each of ours may have one of several names there. What has
none here is told, so that nothing is lost unseen.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from db.address import normalize_url
from imports.closing import CONTRADICTION, close
from imports.person import Unfit
from imports.values import FAULTS, converted

BATCH = 500
COMMON = {
    "id": ("uuid",),
    "is_active": ("active",),
    "is_deleted": ("deleted",),
    "created_at": ("created",),
    "updated_at": ("updated", "modified_at"),
    "deactivated_at": ("disabled_at", "closed_at"),
    "deleted_at": ("removed_at",),
}
TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "users": {
        "username": (),
        "email": (),
        "password_hash": ("hashed_password", "password"),
        "is_super_admin": ("is_superuser", "is_superadmin", "is_admin"),
        "is_email_verified": ("is_verified", "email_verified"),
        "last_login_at": ("last_login",),
    },
    "locations": {
        "country": (),
        "state_province": ("state", "province", "region"),
        "city": (),
        "postal_code": ("zip_code", "postcode"),
    },
    "profiles": {
        "user_id": (),
        "first_name": (),
        "last_name": (),
        "date_of_birth": ("birth_date", "birthday"),
        "gender": (),
        "bio": (),
        "profile_picture_url": ("profile_picture", "avatar_url", "picture_url"),
        "is_public": (),
        "allow_contact": (),
        "location_id": (),
    },
    "contacts": {
        "profile_id": (),
        "type": ("contact_type",),
        "value": ("contact_value",),
        "is_primary": (),
    },
    "jobs": {
        "profile_id": (),
        "title": ("job_title", "position"),
        "company": ("company_name",),
        "industry": (),
        "start_date": (),
        "end_date": (),
    },
    "organizations": {
        "name": (),
        "slug": (),
        "category": (),
        "subcategory": (),
        "owner_id": (),
    },
    "organization_members": {"organization_id": (), "user_id": (), "role": ()},
}
"""Ours, and what else each may be called there."""
Row = dict[str, Any]
THEIR_ID = "their_id"
"""Where a row has the id that it has there."""


@dataclass
class Replaced:
    """Its tables, as they are."""

    engine: sa.Engine
    tables: dict[str, sa.Table]
    unknown: Counter[str] = field(default_factory=Counter)
    """Columns with something in them that has no place here, and in how many rows."""
    contradictions: list[str] = field(default_factory=list)
    """A sentence for each row that is closed and open at once."""

    @classmethod
    def at(cls, url: str) -> "Replaced":
        """Raises sqlalchemy.exc.SQLAlchemyError, or Unfit for a database of something else."""
        engine = sa.create_engine(normalize_url(url))
        metadata = sa.MetaData()
        there = set(sa.inspect(engine).get_table_names())
        for name in TABLES.keys() & there:
            sa.Table(name, metadata, autoload_with=engine, resolve_fks=False)
        if "users" not in metadata.tables:
            raise Unfit("There is no table `users`.")
        return cls(engine, dict(metadata.tables))

    def count(self, table: str) -> int:
        with self.engine.connect() as connection:
            found = self.tables.get(table)
            if found is None:
                return 0
            return connection.execute(sa.select(sa.func.count()).select_from(found)).scalar_one()

    def rows(self, table: str) -> Iterator[sa.RowMapping]:
        """All rows as they are there, in the order of their ids, a batch at a time."""
        found = self.tables.get(table)
        if found is None:
            return
        key = found.columns[self._key(table)]
        last: Any = None
        while True:
            statement = sa.select(found).order_by(key).limit(BATCH)
            if last is not None:
                statement = statement.where(key > last)
            with self.engine.connect() as connection:
                batch = connection.execute(statement).mappings().all()
            yield from batch
            if len(batch) < BATCH:
                return
            last = batch[-1][key.name]

    def parts_of(self, table: str, whole: str, row: Row) -> list[Row]:
        """The rows of a table that are part of a row, as `whole` names its id; Unfit as `read`."""
        found = self.tables.get(table)
        name = self._column(table, whole) if found is not None else None
        if found is None or name is None:
            return []
        theirs = sa.select(found).where(found.columns[name] == row[THEIR_ID])
        with self.engine.connect() as connection:
            rows = connection.execute(theirs.order_by(*found.primary_key)).mappings().all()
        return [self.read(table, each) for each in rows]

    def key(self, table: str, row: sa.RowMapping) -> Any:
        """By what a row is known there."""
        return row[self._key(table)]

    def read(self, table: str, row: sa.RowMapping) -> Row:
        """A row in our names and types, closed where anything says so; Unfit for bad values.

        What has no name here is counted.
        """
        values: Row = {THEIR_ID: self.key(table, row)}
        known, faults = set(), []
        for ours in _names(table):
            theirs = self._column(table, ours)
            if theirs is None:
                continue
            known.add(theirs)
            try:
                values[ours] = converted(table, ours, row[theirs])
            except FAULTS:
                faults.append(f"{table}.{ours}: this is no value that it may have here.")
        for name, value in row.items():
            if str(name) not in known and value not in (None, ""):
                self.unknown[f"{table}.{name}"] += 1
        if faults:
            raise Unfit(*faults)
        if close(values):
            self.contradictions.append(f"{table} {self.key(table, row)}: {CONTRADICTION}")
        return values

    def _key(self, table: str) -> str:
        return self._column(table, "id") or self.tables[table].columns.keys()[0]

    def _column(self, table: str, ours: str) -> str | None:
        """What a column is called there; None where there is none."""
        there = self.tables[table].columns
        return next((name for name in (ours, *_names(table)[ours]) if name in there), None)


def _names(table: str) -> Mapping[str, tuple[str, ...]]:
    return {**COMMON, **TABLES[table]}
