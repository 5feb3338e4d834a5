"""Migrations run up, down and up again with data, agree with the models, and never run twice."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select

from db.engine import create_engine
from db.models import Profile
from server import store
from server.application import create_services
from server.folders import ROOT
from tests.conftest import settings
from tests.support import databases
from tests.support.make import Make

ALEMBIC = Config(ROOT / "alembic.ini")


@pytest.fixture(params=databases.KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database that the environment names."""
    with (
        databases.empty(request.param, tmp_path) as url,
        databases.environment(DATABASE_URL=url),
    ):
        yield url


def fill(url: str) -> None:
    services = create_services(settings(database_url=url))
    make = Make(services)
    profile = make.profile(location_id=make.location().id)
    make.contact(profile, is_primary=True)
    make.job(profile)
    make.token(make.user())
    services.database.dispose()
    services.passwords.dispose()


def count_profiles(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(Profile)).scalar_one()
    engine.dispose()
    return count


def table_names(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_migrations_run_up_down_and_up_with_data_in_the_tables(url: str) -> None:
    store.migrate()
    fill(url)
    assert count_profiles(url) == 1
    command.downgrade(ALEMBIC, "base")
    assert table_names(url) == {"alembic_version"}
    store.migrate()
    fill(url)
    assert count_profiles(url) == 1


def test_the_models_are_what_the_migrations_made(url: str) -> None:
    store.migrate()
    command.check(ALEMBIC)


def test_of_processes_that_migrate_at_once_one_does_and_none_fails(url: str) -> None:
    processes = [
        subprocess.Popen([sys.executable, "app.py", "migrate"], cwd=ROOT) for _ in range(3)
    ]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert "profiles" in table_names(url)


def test_the_plain_alembic_command_works_from_the_root(url: str) -> None:
    subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, check=True)
    assert "profiles" in table_names(url)


def test_every_migration_is_dated_and_follows_one_other() -> None:
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert all(name[:10].replace("_", "").isdigit() for name in names)
    command.heads(ALEMBIC)


def test_a_server_reads_the_revisions_as_alembic_does() -> None:
    scripts = ScriptDirectory.from_config(ALEMBIC)
    heads = scripts.get_heads()
    known = {each.revision: each.revision in heads for each in scripts.walk_revisions()}
    assert known == store.REVISIONS
