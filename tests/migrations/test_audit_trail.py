"""The trail is kept from every verb from revision 0004 on; its rows are kept up, down and up."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from db.engine import create_engine
from server.folders import ROOT
from tests.support import databases

ALEMBIC = Config(ROOT / "alembic.ini")
INSERT = (
    "INSERT INTO audit_events (id, action, is_active, created_at, updated_at) VALUES"
    " ('01900000-0000-7000-8000-000000000000', 'LOGIN_FAILED', true,"
    " '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000')"
)
GUARDED_LATER = {"postgresql": "TRUNCATE audit_events", "sqlite": f"REPLACE{INSERT[6:]}"}


def run(url: str, statement: str) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def count(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM audit_events").scalar_one()
    engine.dispose()
    return int(found)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_events_of_before_are_kept_and_guarded_up_down_and_up(kind: str, tmp_path: Path) -> None:
    verb = GUARDED_LATER[kind]
    with databases.empty(kind, tmp_path) as url, databases.environment(DATABASE_URL=url):
        command.upgrade(ALEMBIC, "0003")
        run(url, INSERT)
        command.upgrade(ALEMBIC, "0004")
        for _ in range(2):
            with pytest.raises(DBAPIError, match="never changed"):
                run(url, verb)
            with pytest.raises(DBAPIError, match="never changed"):
                run(url, "DELETE FROM audit_events")
            assert count(url) == 1
            command.downgrade(ALEMBIC, "0003")
            with pytest.raises(DBAPIError, match="never changed"):
                run(url, "DELETE FROM audit_events")
            assert count(url) == 1
            command.upgrade(ALEMBIC, "0004")
        command.downgrade(ALEMBIC, "0003")
        run(url, verb)
        assert count(url) == (0 if kind == "postgresql" else 1)
