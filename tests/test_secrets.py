"""What a setting holds is told by no command, no log and no answer, wherever a secret is in it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as chosen
from hypothesis import strategies as st
from pydantic import ValidationError

from db.engine import create_engine
from db.outage import reason
from server.application import create_application
from server.env_file import Misconfigured
from server.settings import Settings
from tests.conftest import SECRET, settings
from tests.support import command_line, postgresql
from tests.support.api import Api
from tests.support.log_lines import collected

PIECES = ("kdlx", "qwvz", "jhxg", "zpfk")
"""Texts that stand nowhere else."""
MARKS = st.sampled_from([*"@:/%#?[]&=+ \\'\",;", "%40", "%2F", "%00", "%FF", ":1/", "@@", "://"])
SECRETS = st.tuples(MARKS, MARKS, MARKS).map(
    lambda marks: "".join(piece + mark for piece, mark in zip(PIECES, (*marks, ""), strict=True))
)
DATABASES = (
    "postgresql://{}:x@127.0.0.1:1/aai",
    "postgresql://aai:{}@127.0.0.1:1/aai",
    "postgresql://aai:{}",
    "postgresql://aai:x@{}:1/aai",
    "postgresql://aai:x@127.0.0.1:{}/aai",
    "postgresql://aai:x@127.0.0.1:1/{}",
    "postgresql://127.0.0.1:1/aai?{}=1",
    "postgresql://127.0.0.1:1/aai?{}",
    "postgresql://127.0.0.1:1/aai?sslmode={}",
    "postgresql://127.0.0.1:1/aai?options={}",
    "postgresql://127.0.0.1:1/aai?service={}",
    "postgresql:///aai?host=/nowhere/{}",
    "{}://aai@localhost/aai",
    "sqlite:////nowhere/{}",
    "sqlite:////proc/{}/x.db",
    "sqlite:///x.db?{}=1",
    "sqlite:///x.db?timeout={}",
    "sqlite:///file:/nowhere/x.db?uri=true&mode={}",
    "sqlite:///file:/nowhere/x.db?uri=true&cache={}",
    "sqlite:///file:/nowhere/x.db?uri=true&vfs={}",
    "sqlite://{}/x.db",
    "{}",
)
ADDRESSES = (
    "redis://:{}@127.0.0.1:1",
    "redis://:{}",
    "redis://127.0.0.1:{}/0",
    "redis://127.0.0.1:1/{}",
    "redis://127.0.0.1:1/?db={}",
    "redis://127.0.0.1:1/?{}=1",
    "redis+unix:///nowhere/{}",
    "{}",
)


def hides(text: str) -> bool:
    return not any(piece in text for piece in PIECES)


def said_of(**values: str) -> str:
    """What is said of settings: nothing where they are taken."""
    try:
        settings(**values)
    except ValidationError as error:
        return str(error)
    return ""


def failure(url: str) -> str:
    """Why a database cannot be connected to, as logs and commands have it."""
    engine = create_engine(url)
    try:
        engine.connect().close()
    except Exception as error:
        return reason(error)
    finally:
        engine.dispose()
    return ""


@given(secret=SECRETS, form=st.sampled_from(DATABASES))
@chosen(max_examples=200, deadline=None)
def test_a_database_url_is_refused_or_fails_without_being_repeated(secret: str, form: str) -> None:
    url = form.format(secret)
    refusal = said_of(database_url=url)
    assert hides(refusal)
    if not refusal and ("nowhere" in url or "proc" in url or "@127.0.0.1:1" in url):
        assert hides(failure(url))


@pytest.mark.parametrize(
    ("option", "phrase"),
    [
        ("options=-ckdlx=1", "unrecognized configuration parameter"),
        ("options=-cstatement_timeout=kdlx", "invalid value for parameter"),
        ("options=--kdlx", "requires a value"),
        ("options=kdlx", "invalid command-line argument"),
        ("gssencmode=kdlx", "invalid gssencmode value"),
    ],
)
def test_an_option_that_only_the_server_knows_to_be_wrong_is_told_of(
    option: str, phrase: str
) -> None:
    with postgresql.database() as url:
        said = failure(f"{url}&{option}")
    assert phrase in said
    assert hides(said)


@given(secret=SECRETS, form=st.sampled_from(ADDRESSES))
@chosen(max_examples=100, deadline=None)
def test_an_address_of_redis_is_refused_without_being_repeated(secret: str, form: str) -> None:
    assert hides(said_of(redis_url=form.format(secret)))


OTHERS = sorted(Settings.model_fields.keys() - {"database_url", "redis_url"})


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize(
    "value",
    [
        "kdlx",
        "kdlx,qwvz",
        "-1",
        "0",
        "9" * 30,
        "nan",
        "kdlx://qwvz/jhxg",
        "*,kdlx",
        "${HOME}",
        "é\t",
    ],
)
def test_nonsense_works_or_is_refused_by_the_name_of_the_setting(name: str, value: str) -> None:
    """A refusal is a ValidationError that names it, and nothing else is ever raised."""
    said = said_of(**{name: value})
    assert hides(said)
    names = {name.upper(), "JWT_KEYS" if name == "jwt_algorithm" else name.upper()}
    assert not said or any(each in said.upper() for each in names)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_value_is_as_good_as_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in Settings.model_fields:
        monkeypatch.delenv(each.upper(), raising=False)
    default = Settings(_env_file=None)
    monkeypatch.setenv(name.upper(), "")
    assert Settings(_env_file=None) == default


ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le")


@pytest.mark.parametrize(
    "content",
    [
        *(f"JWT_SECRET={PIECES[0]}".encode(each) for each in ENCODINGS),
        b"LOG_LEVEL=INFO\nJWT_SECRET=kdlx\xff\n",
        None,
    ],
    ids=[*ENCODINGS, "a bad byte", "a folder"],
)
def test_an_env_file_that_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / ".env"
    if content is None:
        file.mkdir()
        assert Settings(_env_file=file).log_level == "INFO"  # no file, then
        return
    file.write_bytes(content)
    with pytest.raises(Misconfigured, match=r"^\.env must be in UTF-8, which line \d is not\.$"):
        Settings(_env_file=file)


@pytest.mark.parametrize(
    "line",
    ["kdlx qwvz", "JWT_SECRET='kdlx", 'JWT_SECRET="kdlx', "'kdlx", "JWT_SECRET: kdlx", "=kdlx"],
)
def test_a_line_of_an_env_file_that_says_nothing_is_told_in_a_sentence(
    tmp_path: Path, line: str
) -> None:
    file = tmp_path / ".env"
    file.write_text(f"# ours\nLOG_LEVEL=INFO\n{line}\nLOG_FORMAT=json\n")
    with pytest.raises(Misconfigured, match=r"^\.env must hold NAME=value in line 3\.$"):
        Settings(_env_file=file)


def test_what_an_env_file_holds_is_literal(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("JWT_ISSUER=${HOME}$x${y:-z}\nLOG_FORMAT=\n", "utf-8-sig")
    read = Settings(_env_file=file)
    assert (read.jwt_issuer, read.log_format) == ("${HOME}$x${y:-z}", None)


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("migrate",),
    ("create-admin", "--email", "a@example.com", "--username", "a"),
    ("set-password", "--email", "a@example.com"),
    ("seed-demo",),
    ("serve", "--port", "0"),
)
FAILING = (
    "postgresql://aai:kdlx@qwvz:jhxg@127.0.0.1:1/zpfk",
    "postgresql://aai:kdlx/qwvz@localhost:jhxg/zpfk",
    "postgresql://kdlx:qwvz@127.0.0.1:1,127.0.0.1:2/zpfk?sslmode=disable",
)


@pytest.mark.parametrize("url", FAILING)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_commands_that_fail_repeat_nothing(command: tuple[str, ...], url: str) -> None:
    variables = {"JWT_SECRET": SECRET, "ADMIN_PASSWORD": "correct horse battery"}
    variables["NEW_PASSWORD"] = variables["ADMIN_PASSWORD"]
    done = command_line.run(*command, DATABASE_URL=url, **variables)
    assert done.returncode != 0
    assert done.stderr
    assert hides(done.stdout + done.stderr)


@pytest.mark.parametrize("url", [FAILING[0], FAILING[2]])
def test_a_server_without_its_database_repeats_nothing(url: str) -> None:
    api: Any = Api(create_application(settings(database_url=url)))
    with collected() as lines:
        bodies = [api.request("GET", f"/health{path}").text for path in ("", "/ready")]
        bodies.append(str(api.execute("{ profiles { totalCount } }")))
    api.close()
    assert lines.all(event="database unavailable")
    assert hides(lines.text + "".join(bodies))
