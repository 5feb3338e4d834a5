"""The state of the store: whether it answers, and whether it has been migrated."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from server.settings import ROOT


def _config() -> Config:
    return Config(ROOT / "alembic.ini")


def migrate() -> None:
    """Bring the database of the settings up to date; of two processes at once, one does."""
    command.upgrade(_config(), "head")


@cache
def newest() -> str | None:
    """The revision that this code was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_migrated(connection: Connection) -> bool:
    """Whether the database has the newest revision."""
    return MigrationContext.configure(connection).get_current_revision() == newest()
