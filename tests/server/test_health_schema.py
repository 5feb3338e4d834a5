"""A server is ready while the database has all that its code needs; else it says what is wrong."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from db.engine import create_engine
from server.application import create_application
from server.folders import ROOT
from server.store import State
from tests.conftest import settings
from tests.support import databases, postgresql
from tests.support.api import Api
from tests.support.log_lines import collected

NEWER = "UPDATE alembic_version SET version_num = 'from_the_future'"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long the database takes is no matter here."""
    monkeypatch.setattr("db.probe.LONGEST_SECONDS", 30)
    monkeypatch.setattr("db.probe.PATIENCE_SECONDS", 30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL on which databases can be made."""
    folder = tmp_path_factory.mktemp("health")
    with postgresql.running(folder) as url:
        yield url


@pytest.fixture(params=databases.KINDS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    with databases.migrated(request.param) as url:
        yield url


def run(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


def ready(url: str) -> tuple[int, dict[str, object]]:
    """What a probe is answered; it writes one line at most, and none is alembic's.

    What looks after exports and pictures meanwhile tells, once, that it cannot.
    """
    api = Api(create_application(settings(database_url=url)))
    with collected() as lines:
        response = api.request("GET", "/health/ready")
    whole = api.request("GET", "/health")
    api.close()
    others = {"httpx", "aai.exports", "aai.pictures"}
    assert len([line for line in lines.all() if line["logger"] not in others]) <= 1
    assert "alembic" not in lines.text
    assert whole.status_code == response.status_code
    body = whole.json()
    assert {"status", "timestamp", "services"} <= body.keys()
    assert body["services"].keys() == {"application", "database", "mail"}
    return response.status_code, response.json()


def migrate(url: str) -> subprocess.CompletedProcess[str]:
    with databases.environment(DATABASE_URL=url):
        return subprocess.run(
            [sys.executable, "app.py", "migrate"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )


def test_a_database_that_newer_code_has_migrated_is_ready(url: str) -> None:
    run(url, NEWER, "ALTER TABLE profiles ADD COLUMN pronouns varchar(40)")
    assert ready(url)[0] == 200
    done = migrate(url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"{State.NEWER.sentence}\n")


@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE profiles RENAME COLUMN bio TO story", "ALTER TABLE jobs RENAME TO positions"],
)
def test_a_newer_database_without_what_we_need_is_not_ready(url: str, statement: str) -> None:
    run(url, NEWER, statement)
    assert ready(url) == (
        503,
        {
            "status": "unavailable",
            "checks": {"database": "ok", "migrations": "missing"},
            "reason": State.FOREIGN.sentence,
        },
    )
    done = migrate(url)
    assert (done.returncode, done.stderr) == (1, f"{State.FOREIGN.sentence}\n")


def test_an_older_database_is_not_ready_before_it_is_migrated(url: str) -> None:
    run(url, "UPDATE alembic_version SET version_num = '0001'")
    assert ready(url)[1]["reason"] == State.OLDER.sentence


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_is_not_in_utf8_is_refused(server: str, encoding: str) -> None:
    name = f"{encoding.lower()} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
    url = postgresql.create(server, name)
    assert ready(url) == (
        503,
        {
            "status": "unavailable",
            "checks": {"database": "unsuitable"},
            "reason": State.ENCODED.sentence,
        },
    )
    done = migrate(url)
    assert (done.returncode, done.stderr) == (1, f"{State.ENCODED.sentence}\n")


def test_whatever_else_a_database_says_is_503_with_checks(server: str) -> None:
    url = postgresql.create(server, "odd")
    databases.migrate(url)
    postgresql.run(
        url,
        "CREATE ROLE stranger LOGIN",
        "CREATE ROLE blind LOGIN",
        "GRANT SELECT ON alembic_version TO blind",
        "CREATE ROLE outsider LOGIN",
        "REVOKE CONNECT ON DATABASE odd FROM PUBLIC",
        "GRANT CONNECT ON DATABASE odd TO stranger, blind",
    )
    odd = {
        name: sa.make_url(url).set(username=name).render_as_string(hide_password=False)
        for name in ("stranger", "blind", "outsider", "nobody")
    }
    odd |= {
        "nowhere": f"{url}&options=-csearch_path%3Dnowhere",
        "nonsense": f"{url}&options=-cno_such_setting%3D1",
        "misspelt": f"{url}&options=nonsense",
        "elsewhere": f"{url}&target_session_attrs=standby",
    }
    answers = {name: ready(each) for name, each in odd.items()}
    assert {name: status for name, (status, _) in answers.items()} == dict.fromkeys(answers, 503)
    assert answers["stranger"][1]["reason"] == State.FORBIDDEN.sentence
    assert answers["blind"][1]["reason"] == State.FORBIDDEN.sentence
    assert all(body["checks"] for _, body in answers.values())


def test_a_file_that_is_no_database_is_503_with_checks(tmp_path: Path) -> None:
    (tmp_path / "noise.db").write_bytes(b"SQLite format 3 it is not" * 100)
    status, body = ready(f"sqlite:///{tmp_path / 'noise.db'}")
    assert (status, body["checks"]) == (503, {"database": "unreachable"})


def test_a_server_goes_by_the_revisions_that_were_there_when_it_started(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = Api(create_application(settings(database_url=url)))
    monkeypatch.setattr("server.store.ROOT", Path("nowhere"))  # other files than at the start
    assert api.request("GET", "/health/ready").status_code == 200
    api.close()
