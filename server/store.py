"""The state of the store: whether it is fit for this code, and how it gets there."""

import enum
import re

import sqlalchemy as sa

from db.models import Base
from server.folders import ROOT

COLUMNS = {
    "postgresql": """
        SELECT c.relname, a.attname, has_table_privilege(c.oid, 'SELECT')
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped
            AND pg_catalog.pg_table_is_visible(c.oid) AND c.relname IN ({tables})
    """,
    "sqlite": """
        SELECT m.name, c.name, 1 FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c
        WHERE m.type IN ('table', 'view') AND m.name IN ({tables})
    """,
}
VERSIONS = "alembic_version"
VERSION_FILES = ROOT / "migrations" / "versions"
REVISION = re.compile(r"^(revision|down_revision) = [\"'](.+)[\"']$", re.MULTILINE)
STAMPED = "SELECT version_num FROM alembic_version"
NEEDED = {
    (table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns
}
TABLES = ", ".join(f"'{name}'" for name in sorted({VERSIONS, *Base.metadata.tables}))


class Unfit(Exception):
    """The database cannot be brought to where this code could use it; says so in a sentence."""


class State(enum.Enum):
    """What a database is, in the word that health has for it, and in a sentence for people."""

    CURRENT = "ok", "The database is up to date."
    NEWER = (
        "ok",
        "The database is newer than this code, which finds in it all that it needs:"
        " there is nothing to migrate.",
    )
    OLDER = "missing", "The database is not up to date: run `python app.py migrate` first."
    FOREIGN = (
        "missing",
        "The database is newer than this code, which does not find in it all that it needs:"
        " run the code that migrated it, or a newer one.",
    )
    FORBIDDEN = "forbidden", "The user of DATABASE_URL may not read the tables: GRANT it that."
    ENCODED = (
        "unsuitable",
        "The texts of the database are not in UTF-8: make it anew, with"
        " CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'.",
    )

    def __init__(self, word: str, sentence: str) -> None:
        self.word = word
        self.sentence = sentence

    @property
    def is_fit(self) -> bool:
        """Whether this code can use the database as it is."""
        return self in {State.CURRENT, State.NEWER}


def migrate() -> None:
    """Bring the database of the settings up to date; of two processes at once, one does.

    Raises Unfit. Where newer code did it before, that is logged, and nothing else happens.
    """
    from alembic import command, config, util  # noqa: PLC0415  # a server in production needs none

    try:
        command.upgrade(config.Config(ROOT / "alembic.ini"), "head")
    except util.CommandError as error:
        raise Unfit(str(error)) from error


def _revisions() -> dict[str, bool]:
    texts = [file.read_text("utf-8") for file in VERSION_FILES.glob("*.py")]
    found = [dict(REVISION.findall(text)) for text in texts]
    followed = {each.get("down_revision") for each in found}
    return {each["revision"]: each["revision"] not in followed for each in found}


REVISIONS = _revisions()
"""Those that this code knows, and whether each is the newest. They are read once, when it starts:
newer files may be put beside it while it runs."""


def examine(connection: sa.Connection) -> State:
    """Whether the schema has all that this code needs, in two or three statements.

    A revision that this code does not know is of a newer one, which migrated first. It may have
    added things; whether it took any away is seen in the columns.
    """
    if not is_in_utf8(connection):
        return State.ENCODED
    dialect = connection.dialect.name
    columns = connection.exec_driver_sql(COLUMNS[dialect].format(tables=TABLES)).all()
    found = {(table, column) for table, column, _ in columns}
    if (VERSIONS, "version_num") not in found:
        return State.OLDER
    if not all(is_readable for _, _, is_readable in columns):
        return State.FORBIDDEN
    stamped = connection.exec_driver_sql(STAMPED).scalars().all()
    if not stamped or any(REVISIONS.get(revision) is False for revision in stamped):
        return State.OLDER
    if not found >= NEEDED:
        return State.FOREIGN
    return State.CURRENT if all(revision in REVISIONS for revision in stamped) else State.NEWER


def is_in_utf8(connection: sa.Connection) -> bool:
    """PostgreSQL keeps texts in whatever it was told to; SQLite takes every text."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.exec_driver_sql("SHOW server_encoding").scalar_one() == "UTF8")
