"""A process that is killed at the worst moment: the next one finishes what it had begun."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, create_engine, text

from db.address import normalize_url
from tests.mail.post_office import Clerk, open_at
from tests.support import databases
from tests.support.http import ask, bearer
from tests.support.pictures import LEAVE, UPLOAD, form, picture
from tests.support.server_process import Server, serving

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 20
SIDE = 5000
"""Pixels of a picture that takes long enough to be written anew."""
PASSWORD = "correct horse battery staple"
REGISTER = """
mutation ($input: RegisterInput!) { register(input: $input) { accessToken errors { code } } }
"""
CREATE = """
mutation { createProfile(input: {firstName: "Ada"}) { profile { id } errors { code } } }
"""
SHOWN = "{ me { profile { profilePictureUrl } } }"
ACCOUNT = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}


@pytest.fixture(params=databases.KINDS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of the test's own."""
    with databases.migrated(request.param) as url:
        yield url


@contextmanager
def rival(url: str) -> Iterator[Connection]:
    """Somebody else at the database, in no transaction yet."""
    engine = create_engine(normalize_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def until(happened: Callable[[], Any]) -> Any:
    """What comes of asking until there is something; an error where there never is."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := happened()):
        assert time.monotonic() < end, "this never happened"
        time.sleep(0.005)
    return found


def rows(connection: Connection, statement: str) -> list[Any]:
    return list(connection.execute(text(statement)).scalars())


@contextmanager
def nobody_writes(connection: Connection) -> Iterator[None]:
    """Who would change the row of a picture waits until the end of the block."""
    is_sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
    if not is_sqlite:
        connection.exec_driver_sql("SELECT name FROM pictures FOR UPDATE")
    try:
        yield
    finally:
        connection.exec_driver_sql("ROLLBACK")


def kill(server: Server, request: Any) -> None:
    """End a process at once; who waited for its answer gets none."""
    server.send(SIGKILL)
    with pytest.raises(httpx.TransportError):
        request.result(PATIENCE_SECONDS)


@pytest.mark.parametrize("moment", ["before its file", "after its file"])
def test_a_picture_whose_row_is_there_goes_with_its_file(
    url: str, tmp_path: Path, moment: str
) -> None:
    folder = tmp_path / "pictures"
    settings = {"DATABASE_URL": url, "PICTURES": f"file:{folder}", "BCRYPT_ROUNDS": "4"}

    def files() -> list[Path]:
        return list(folder.glob("*")) if folder.exists() else []

    with rival(url) as other, ThreadPoolExecutor() as pool:
        with serving(tmp_path / "first", **settings) as server:
            token = ask(server.address, REGISTER, input=ACCOUNT)["register"]["accessToken"]
            profile_id = ask(server.address, CREATE, token)["createProfile"]["profile"]["id"]
            sent = form(
                {"query": UPLOAD, "variables": {"id": profile_id}}, picture(size=(SIDE,) * 2)
            )
            request = pool.submit(
                httpx.post, f"{server.address}/graphql", **sent, headers=LEAVE | bearer(token)
            )
            (name,) = until(lambda: rows(other, "SELECT name FROM pictures"))
            with nobody_writes(other):
                if moment == "after its file":
                    until((folder / name).exists)
                kill(server, request)
        assert [file.name for file in files()] == ([name] if moment == "after its file" else [])
        with serving(tmp_path / "second", **settings) as server:
            assert ask(server.address, SHOWN, token)["me"]["profile"]["profilePictureUrl"] is None
            assert httpx.get(f"{server.address}/pictures/{name}").status_code == 404
            assert rows(other, "SELECT name FROM pictures") == [name]
            other.execute(text("UPDATE pictures SET remove_at = created_at"))
            until(lambda: not rows(other, "SELECT name FROM pictures"))
            assert files() == []


def test_a_mail_whose_cause_is_committed_is_sent_by_the_next(url: str, tmp_path: Path) -> None:
    silent, clerk = Clerk("hang"), Clerk()
    settings = {"DATABASE_URL": url, "BCRYPT_ROUNDS": "4", "MAIL_FROM": "aai@example.com"}
    with rival(url) as other:
        with (
            open_at(silent) as where,
            serving(tmp_path / "first", **settings, SMTP_URL=f"smtp://{where}") as server,
        ):
            ask(server.address, REGISTER, input=ACCOUNT)
            until(lambda: silent.envelopes)
            server.send(SIGKILL)
        other.execute(text("UPDATE outbox_messages SET due_at = created_at"))
        with (
            open_at(clerk) as where,
            serving(tmp_path / "second", **settings, SMTP_URL=f"smtp://{where}"),
        ):
            until(lambda: clerk.envelopes)
            until(lambda: not rows(other, "SELECT id FROM outbox_messages"))
    (before,), (after,) = silent.messages, clerk.messages
    assert before["Message-ID"] == after["Message-ID"]
    assert after["To"] == ACCOUNT["email"]
