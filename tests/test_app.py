"""The command line: what it prints, and the sentence that a mistake is answered with."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.command_line import run
from tests.support.server_process import ready

ROOT = Path(__file__).parent.parent


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "file"),
    [("export-schema", "schema/schema.graphql"), ("export-policy", "docs/policy.md")],
)
def test_an_export_prints_what_the_file_holds(command: str, file: str) -> None:
    assert run(command).stdout == (ROOT / file).read_text("utf-8")


def test_the_file_is_a_program() -> None:
    done = python("app.py", "fly")
    assert (done.returncode, "invalid choice: 'fly'" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


PRODUCTION = {"ENVIRONMENT": "production", "JWT_SECRET": "0uXvq7Kz-Wn3rTb8fGh2Ls6yDpJe9Mc4Rk5A"}
WORKERS = ("1", pytest.param("2", marks=pytest.mark.slow))
ADMIN = ("create-admin", "--email", "root@example.com", "--username", "root")


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        *(
            (("seed-demo", "--profiles", each), {}, "must be a number, 1 or more")
            for each in ("-1", "0", "ten", "9" * 5000)
        ),
        (("migrate",), {"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL: "),
        (("migrate",), {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "database cannot be used"),
        (("serve",), {"THROTTLE_LOGIN": "0/minute"}, "THROTTLE_LOGIN: "),
        (("serve",), {"TRUSTED_DOCUMENTS": "nowhere.json"}, "TRUSTED_DOCUMENTS: there is no file"),
        (("serve",), {"TRUSTED_DOCUMENTS_ONLY": "true"}, "TRUSTED_DOCUMENTS_ONLY needs TRUSTED"),
        (("serve",), {"ENVIRONMENT": "production"}, "JWT_SECRET"),
        (
            ("migrate",),
            {**PRODUCTION, "DATABASE_URL": ""},
            "DATABASE_URL must be set",
        ),
        (("serve", "--port", "70000"), {}, "must be a number from 0 to 65535"),
        (("serve", "--port", "http"), {}, "must be a number from 0 to 65535"),
        (("serve", "--workers", "0"), {}, "must be a number, 1 or more"),
        (ADMIN, {"ADMIN_PASSWORD": "a long enough one"}, "run `python app.py migrate` first"),
        (("seed-demo",), {}, "cannot be used"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], sentence: str
) -> None:
    unmigrated = f"sqlite:///{tmp_path / 'empty.db'}"
    done = run(*arguments, **{"DATABASE_URL": unmigrated, **environment})
    assert done.returncode != 0
    assert sentence in done.stderr


def test_a_super_admin_is_made_once(tmp_path: Path) -> None:
    store = {"DATABASE_URL": f"sqlite:///{tmp_path / 'aai.db'}"}
    assert run("migrate", **store).returncode == 0
    weak = run(*ADMIN, ADMIN_PASSWORD="password1", **store)
    assert (weak.returncode, "password: " in weak.stderr) == (1, True)
    made = run(*ADMIN, ADMIN_PASSWORD="correct horse battery", **store)
    assert made.stdout == "root may now sign in with root@example.com.\n"
    with sqlite3.connect(tmp_path / "aai.db") as database:
        told = database.execute("SELECT action, actor_id FROM audit_events ORDER BY id").fetchall()
    assert told == [("USER_CREATED", None), ("SUPER_ADMIN_GRANTED", None)]
    again = run(*ADMIN[:-1], "other", ADMIN_PASSWORD="correct horse battery", **store)
    assert (again.returncode, "email: " in again.stderr) == (1, True)


def test_a_lost_password_is_set_and_every_session_ends(tmp_path: Path) -> None:
    store = {"DATABASE_URL": f"sqlite:///{tmp_path / 'aai.db'}"}
    lost = ("set-password", "--email", "ROOT@example.com")
    assert run("migrate", **store).returncode == 0
    unknown = run(*lost, NEW_PASSWORD="battery staple horse", **store)
    assert (unknown.returncode, unknown.stderr) == (1, "No open account has this address.\n")
    assert run(*ADMIN, ADMIN_PASSWORD="correct horse battery", **store).returncode == 0
    weak = run(*lost, NEW_PASSWORD="password1", **store)
    assert (weak.returncode, "everybody tries" in weak.stderr) == (1, True)
    done = run(*lost, NEW_PASSWORD="battery staple horse", **store)
    assert done.stdout == "root may now sign in with root@example.com.\n"
    with sqlite3.connect(tmp_path / "aai.db") as database:
        told = database.execute("SELECT action FROM audit_events ORDER BY id").fetchall()
        (mails,) = database.execute("SELECT count(*) FROM outbox_messages").fetchone()
    assert told[-1] == ("PASSWORD_RESET",)
    assert mails == 2


def test_the_demo_says_whom_it_made_a_super_admin(tmp_path: Path) -> None:
    store = {"DATABASE_URL": f"sqlite:///{tmp_path / 'aai.db'}"}
    assert run("migrate", **store).returncode == 0
    assert run("seed-demo", "--profiles", "3", **store).returncode == 0
    with sqlite3.connect(tmp_path / "aai.db") as database:
        told = database.execute(
            "SELECT action, email, is_super_admin FROM audit_events "
            "JOIN users ON users.id = subject_id ORDER BY audit_events.id"
        ).fetchall()
    admin = ("admin@example.com", 1)
    assert told == [("USER_CREATED", *admin), ("SUPER_ADMIN_GRANTED", *admin)]


def test_the_application_is_made_once_however_often_it_is_asked_for() -> None:
    once = python("-c", "import app; print(app.app is app.app)", EXPLORER="false")
    assert once.stdout == "True\n", once.stderr


@pytest.mark.parametrize(
    ("command", "way"),
    [
        (("app.py", "serve"), {}),
        pytest.param(("app.py", "serve"), PRODUCTION, marks=pytest.mark.slow),
        pytest.param(("-m", "uvicorn", "app:app"), {}, marks=pytest.mark.slow),
        (("-m", "uvicorn", "app:app"), PRODUCTION),
    ],
)
def test_a_port_that_is_taken_is_said_in_a_sentence(
    tmp_path: Path, command: tuple[str, ...], way: dict[str, str]
) -> None:
    store = {"DATABASE_URL": f"sqlite:///{tmp_path / 'aai.db'}", "EXPLORER": "false"}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = python(*command, "--port", str(taken.getsockname()[1]), **store, **way)
    assert done.returncode != 0
    assert "ddress already in use" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("workers", WORKERS)
def test_demo_accounts_are_looked_for_once_and_every_line_is_json(
    tmp_path: Path, workers: str
) -> None:
    away = {**PRODUCTION, "DATABASE_URL": "postgresql://127.0.0.1:1/x", "EXPLORER": "false"}
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "app.py", "serve", "--port", "0", "--workers", workers],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **away},
            stderr=output,
        )
        try:
            while log.read_text("utf-8").count("Application startup complete") < int(workers):
                assert process.poll() is None
                time.sleep(0.1)
        finally:
            process.terminate()
            process.wait(30)
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert sum("Demo accounts were not looked for" in line["event"] for line in lines) == 1


@pytest.mark.parametrize("workers", WORKERS)
def test_the_explorer_is_said_to_be_where_it_is(tmp_path: Path, workers: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "app.py", "serve", "--port", "0", "--workers", workers],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{tmp_path / 'aai.db'}"},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        lines = (line.decode() for line in process.stdout)
        told = next(line for line in lines if line.startswith("The explorer"))
        _, _, port = told.removesuffix("/graphql\n").rpartition(":")
        ready(process, f"http://127.0.0.1:{int(port)}")
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
