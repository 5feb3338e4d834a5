"""A SQLite database is for the user who runs the server alone, whatever the umask says."""

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import orm, text

from base import private
from db.database import Database
from db.engine import create_engine
from server import development_secret
from server.folders import ROOT
from tests.conftest import settings

LOOK = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("SELECT * FROM something").fetchall()
database.close()
"""


@pytest.fixture(params=[0o022, 0o000, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """The rights to a folder, and to each file in it."""
    return {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *sorted(folder.iterdir()))
    }


def write_and_look(path: Path) -> dict[str, int]:
    """The rights to all files of a database that is open."""
    database = Database(f"sqlite:///{path}", pool_size=1)

    def work(session: orm.Session) -> None:
        session.execute(text("CREATE TABLE IF NOT EXISTS something (id INTEGER)"))

    asyncio.run(database.write(work))
    found = modes(path.parent)
    database.dispose()
    return found


def test_the_database_and_what_lies_beside_it_are_private(tmp_path: Path, umask: None) -> None:
    path = tmp_path / "new" / "folder" / "aai.db"
    settings(database_url=f"sqlite:///{path}").prepare_database()
    found = write_and_look(path)
    assert found == {"folder": 0o700, "aai.db": 0o600, "aai.db-shm": 0o600, "aai.db-wal": 0o600}
    assert modes(path.parent.parent)["new"] == 0o700


def test_a_database_that_was_open_to_others_is_closed_and_works(
    tmp_path: Path, umask: None
) -> None:
    path = tmp_path / "aai.db"
    before = stat.S_IMODE(tmp_path.stat().st_mode)
    for name in ("aai.db", "aai.db-wal", "aai.db-shm"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    found = write_and_look(path)
    assert found.pop(tmp_path.name) == before, "a folder that we did not make stays as it is"
    assert set(found.values()) == {0o600}
    assert write_and_look(path).pop("aai.db") == 0o600


def test_the_secret_of_development_lies_in_a_private_folder(tmp_path: Path, umask: None) -> None:
    development_secret.read(tmp_path / "var" / "jwt_secret")
    assert modes(tmp_path / "var") == {"var": 0o700, "jwt_secret": 0o600}


def test_a_new_connection_leaves_the_locks_of_others_in_place(tmp_path: Path) -> None:
    """Without them another process believes to be the last, and removes what we write to."""
    path = tmp_path / "aai.db"
    write_and_look(path)
    first, second = (create_engine(f"sqlite:///{path}", pool_size=1) for _ in range(2))
    for engine in (first, second):
        with engine.connect() as connection:
            connection.execute(text("SELECT * FROM something")).all()
    subprocess.run([sys.executable, "-c", LOOK, str(path)], check=True)
    assert (tmp_path / "aai.db-wal").exists()
    for engine in (first, second):
        engine.dispose()


def test_migrate_makes_them_so(tmp_path: Path) -> None:
    path = tmp_path / "var" / "aai.db"
    subprocess.run(
        [sys.executable, "app.py", "migrate"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{path}"},
        check=True,
    )
    assert modes(path.parent)["var"] == 0o700
    assert modes(path.parent)["aai.db"] == 0o600


def test_what_is_no_file_keeps_the_rights_that_it_has(tmp_path: Path) -> None:
    """`sqlite:////dev/null` by mistake must not take the device from the whole machine."""
    pipe, folder = tmp_path / "pipe", tmp_path / "folder"
    os.mkfifo(pipe)
    pipe.chmod(0o666)
    folder.mkdir(0o755)
    for path in (pipe, folder):
        before = path.stat().st_mode
        private.keep(str(path))
        assert path.stat().st_mode == before
