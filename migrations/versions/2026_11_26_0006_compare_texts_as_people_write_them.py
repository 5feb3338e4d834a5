"""Compare texts as people write them.

Before you deploy: the code that runs now must work on both sides of this migration.
- Add columns nullable or with a default, fill them in batches, and tighten them in a later one.
- On PostgreSQL build indexes with CREATE INDEX CONCURRENTLY outside a transaction.
- Never rename or drop what the running code still reads.

Stored texts become NFC, their copies case-folded, and each searched table gets its words in one
column. Where two accounts or places would now be the same it stops, tells which, and changes
nothing. What the code of before writes meanwhile is in the old form until it is written again.
Audit events stay as they are: nothing may change them.

Revision ID: 0006
Revises: 0005
"""

import json
import logging
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

from base.email import fold_email, mailbox
from base.lookalike import skeleton
from base.text import fold, nfc, search_text, trim, unique_key
from db import types
from db.location import place_key

revision = "0006"
down_revision = "0005"

BATCH = 1000
TEXTS = {
    "users": ("username", "email"),
    "profiles": ("first_name", "last_name", "bio", "profile_picture_url"),
    "locations": ("country", "state_province", "city", "postal_code"),
    "contacts": ("type", "value"),
    "jobs": ("title", "company", "industry"),
    "organizations": ("name", "slug", "category", "subcategory"),
    "sessions": ("user_agent",),
}
FOLDED = {
    "users": ("username", "email"),
    "profiles": ("first_name", "last_name"),
    "locations": ("country", "state_province", "city", "postal_code"),
    "contacts": ("type", "value"),
    "jobs": ("title", "company", "industry"),
    "organizations": ("name", "slug", "category", "subcategory"),
}
SEARCHED = {
    "users": ("username", "email"),
    "profiles": ("first_name", "last_name"),
    "locations": ("country", "city"),
    "contacts": ("type", "value"),
    "jobs": ("title", "company", "industry"),
    "organizations": ("name", "slug"),
}
UNIQUE = (
    ("users", "username_key"),
    ("users", "username_skeleton"),
    ("users", "email_key"),
    ("locations", "place_key"),
)
NEW_KEYS = sa.Table(
    "new_keys",
    sa.MetaData(),
    sa.Column("name", sa.Text()),
    sa.Column("key", types.Folded),
    sa.Column("id", types.Id),
    sa.Column("is_other", sa.Boolean()),
    prefixes=["TEMPORARY"],
)
"""What will be in the columns that are unique, and whether that is something else than now."""

Row = dict[str, Any]
Renewal = Callable[[str, Row], Row]
"""What the texts of a row of a table become, and their copies."""

log = logging.getLogger("alembic.runtime.migration")


def upgrade() -> None:
    for table in SEARCHED:
        column = sa.Column("search_text", types.Folded, server_default="", nullable=False)
        op.add_column(table, column)
    op.add_column("users", sa.Column("username_skeleton", types.Folded, nullable=True))
    _rewrite(_renewed)
    op.create_index("uq_users_username_skeleton", "users", ["username_skeleton"], unique=True)
    _index_searches(dict.fromkeys(SEARCHED, ("search_text",)))


def downgrade() -> None:
    op.drop_index("uq_users_username_skeleton", table_name="users")
    op.drop_column("users", "username_skeleton")
    if op.get_bind().dialect.name == "postgresql":
        for table in SEARCHED:
            op.drop_index(f"ix_{table}_search", table_name=table, if_exists=True)
    for table in SEARCHED:
        op.drop_column(table, "search_text")
    _rewrite(_as_before)
    _index_searches(
        {table: tuple(f"{name}_folded" for name in names) for table, names in SEARCHED.items()}
    )


def _renewed(table: str, row: Row) -> Row:
    texts = {name: row[name] and nfc(row[name]) for name in TEXTS[table]}
    if table == "users":
        texts["email"] = trim(texts["email"])
    new = texts | {f"{name}_folded": _made(fold, texts[name]) for name in FOLDED.get(table, ())}
    if table in SEARCHED:
        new["search_text"] = search_text(*(texts[name] for name in SEARCHED[table]))
    if table == "users":
        new["username_key"] = unique_key(texts["username"])
        new["username_skeleton"] = skeleton(texts["username"])
        new["email_key"] = mailbox(texts["email"])
        new["email_folded"] = fold_email(texts["email"])
    if table == "locations":
        new["place_key"] = place_key(*texts.values())
    return new


def _as_before(table: str, row: Row) -> Row:
    """NFC is as good as any form for the code of before."""
    new = {f"{name}_folded": _made(str.lower, row[name]) for name in FOLDED.get(table, ())}
    if table == "users":
        new |= {f"{name}_key": _key_before(row[name]) for name in ("username", "email")}
    if table == "locations":
        parts = (_key_before(row[name] or "") for name in TEXTS["locations"])
        new["place_key"] = json.dumps(
            [" ".join(part.split()) for part in parts], ensure_ascii=False
        )
    return new


def _key_before(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _made(make: Callable[[str], str], text: str | None) -> str | None:
    return None if text is None else make(text)


def _rewrite(renew: Renewal) -> None:
    """Bring every row into a new form; stop before the first where that cannot be done."""
    connection = op.get_bind()
    NEW_KEYS.create(connection)
    problems = [*_foresee(renew)]
    problems += [problem for table, column in UNIQUE for problem in _same(table, column)]
    if problems:
        sys.exit("Nothing was changed. " + " ".join(problems))
    for table, column in UNIQUE:
        _make_way(table, column)
    NEW_KEYS.drop(connection)
    for table in TEXTS:
        for rows in _batches(table):
            renewed = ((row, renew(table, row)) for row in rows)
            changed = [
                {"id": row["id"], **new} for row, new in renewed if not new.items() <= row.items()
            ]
            if changed:
                _write(table, changed)


def _foresee(renew: Renewal) -> Iterator[str]:
    """Fill NEW_KEYS, and tell which texts would be too long."""
    connection = op.get_bind()
    for table, texts in TEXTS.items():
        columns = sa.inspect(connection).get_columns(table)
        limits = {column["name"]: getattr(column["type"], "length", None) for column in columns}
        for rows in _batches(table):
            keys = []
            for row in rows:
                new = renew(table, row)
                for name in texts:
                    if len(new.get(name) or "") > (limits[name] or sys.maxsize):
                        yield f"The {name} of {table} {row['id']} is too long in NFC."
                keys += [
                    {
                        "name": f"{table}.{column}",
                        "key": new[column],
                        "id": row["id"],
                        "is_other": new[column] != row.get(column),
                    }
                    for unique_table, column in UNIQUE
                    if unique_table == table and column in new
                ]
            if keys:
                connection.execute(sa.insert(NEW_KEYS), keys)


def _same(table: str, column: str) -> Iterator[str]:
    """Which rows would have the same in a column that is unique."""
    columns = NEW_KEYS.c
    mine = columns.name == f"{table}.{column}"
    several = sa.select(columns.key).where(mine).group_by(columns.key).having(sa.func.count() > 1)
    found = sa.select(columns.key, columns.id).where(mine, columns.key.in_(several))
    ids: dict[str, list[str]] = {}
    for key, id in op.get_bind().execute(found.order_by(columns.key, columns.id)):
        ids.setdefault(key, []).append(id)
    for same in ids.values():
        yield f"These {table} would have the same {column}: {', '.join(same)}."


def _make_way(table: str, column: str) -> None:
    """Rows may pass on what they had: let go of it before anyone takes it."""
    if column == "username_skeleton":
        return
    others = "SELECT id FROM new_keys WHERE name = :name AND is_other"
    op.get_bind().execute(
        sa.text(
            f"UPDATE {table} SET {column} = ' ' || CAST(id AS TEXT) WHERE id IN ({others})"  # noqa: S608
        ),
        {"name": f"{table}.{column}"},
    )


def _batches(table: str) -> Iterator[list[Row]]:
    """All rows of a table, some at a time."""
    connection, last = op.get_bind(), None
    rows = sa.Table(
        table, sa.MetaData(), sa.Column("id", types.Id, primary_key=True), autoload_with=connection
    )
    statement = sa.select(rows).order_by(rows.c.id).limit(BATCH)
    while True:
        after = statement if last is None else statement.where(rows.c.id > last)
        batch = [dict(row) for row in connection.execute(after).mappings()]
        if not batch:
            return
        yield batch
        last = batch[-1]["id"]


def _write(table: str, rows: list[Mapping[str, Any]]) -> None:
    """Update rows by their ids: in one statement on PostgreSQL, which is far away."""
    connection = op.get_bind()
    names = [name for name in rows[0] if name != "id"]
    if connection.dialect.name == "postgresql":
        sets = ", ".join(f"{name} = new.{name}" for name in names)
        fields = ", ".join(f"{name} text" for name in names)
        statement = (
            f"UPDATE {table} SET {sets} "  # noqa: S608
            f"FROM json_to_recordset(CAST(:rows AS json)) AS new(id uuid, {fields}) "
            f"WHERE {table}.id = new.id"
        )
        connection.execute(sa.text(statement), {"rows": json.dumps(rows)})
        return
    sets = ", ".join(f"{name} = :{name}" for name in names)
    connection.execute(sa.text(f"UPDATE {table} SET {sets} WHERE id = :id"), rows)  # noqa: S608


def _index_searches(searched: Mapping[str, tuple[str, ...]]) -> None:
    """One trigram index a table, if PostgreSQL may have pg_trgm."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in searched:
        op.drop_index(f"ix_{table}_search", table_name=table, if_exists=True)
    try:
        with op.get_bind().begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for table, columns in searched.items():
                op.create_index(
                    f"ix_{table}_search",
                    table,
                    list(columns),
                    postgresql_using="gin",
                    postgresql_ops=dict.fromkeys(columns, "gin_trgm_ops"),
                )
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        log.warning("search stays without an index, for want of pg_trgm: %s", reason)
