"""Runs migrations on the database of the settings, one process at a time."""

import sys
import warnings
from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from db import types
from db.address import normalize_url
from db.engine import create_engine
from db.models import Base
from server import store
from server.settings import Settings

OPTIONAL = {
    index.name
    for table in Base.metadata.tables.values()
    for index in table.indexes
    if index.info.get("optional")
}
LOCK = 4_704_208_041_513  # any number, the same for every process of aai


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our own column types by name, not as what is behind them."""
    names = {types.Id: "types.Id", types.Folded: "types.Folded"}
    if kind != "type" or not (isinstance(item, types.Instant) or item in names):
        return False
    autogen_context.imports.add("from db import types")
    return names.get(item, "types.Instant()")


def is_required(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Compare all but the indexes that not every database may have."""
    return kind != "index" or name not in OPTIONAL


def run(connection: Connection) -> None:
    """Upgrade or downgrade in one transaction, holding the lock."""
    warnings.filterwarnings("ignore", "autogenerate skipping")  # indexes that SQLite does not have
    postgresql = connection.dialect.name == "postgresql"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=not postgresql,
        render_item=render_item,
        include_object=is_required,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if postgresql:  # SQLite's BEGIN IMMEDIATE locks already
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        migrations = context.get_context()
        if not store.is_in_utf8(connection):
            raise store.Unfit(store.State.ENCODED.sentence)
        if not store.REVISIONS.keys() >= set(migrations.get_current_heads()):
            state = store.examine(connection)
            if not state.is_fit:
                raise store.Unfit(state.sentence)
            print(state.sentence, file=sys.stderr)
            return
        context.run_migrations()


def check_foreign_keys(connection: Connection) -> None:
    """Refuse a migration that left a row without what it refers to."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"the migration breaks foreign keys: {broken[:5]}")


def migrate() -> None:
    settings = Settings()
    settings.prepare_database()
    engine = create_engine(settings.database_url, longest=0, patience=0)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # rebuilding a table drops it, which foreign keys would refuse; they are checked after
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        run(connection)
        if connection.dialect.name == "sqlite":
            check_foreign_keys(connection)
        connection.commit()
    engine.dispose()


if context.is_offline_mode():
    url = normalize_url(Settings().database_url)
    context.configure(url=url, target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    migrate()
