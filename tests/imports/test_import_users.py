"""People move in with the passwords that they have, each whole, and what does not fit is told."""

import base64
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from auth import foreign_hashes
from db.models import User
from imports import users
from imports.progress import Progress
from imports.users import Report
from resolvers.operation.command import Command
from tests.support import command_line
from tests.support.api import Api
from tests.support.make import PASSWORD, Make
from tests.support.rows import every, everything, trail

SALT = b"sixteen bytes of"
LOGIN = """
mutation ($email: String!, $password: String!) {
  login(input: { email: $email, password: $password }) { accessToken errors { code } }
}
"""
PERSON = {
    "email": "ada@example.com",
    "username": "ada",
    "isEmailVerified": True,
    "createdAt": "2020-05-17T12:00:00.123+02:00",
    "profile": {
        "firstName": "Ada",
        "lastName": "Byron",
        "dateOfBirth": "1815-12-10",
        "gender": "FEMALE",
        "isPublic": True,
        "location": {"country": "England", "city": "London"},
        "contacts": [{"type": "email", "value": "ada@example.com", "isPrimary": True}],
        "jobs": [{"title": "Analyst", "company": "Engines", "startDate": "1842-01-01"}],
    },
}
SEEN = """
query ($id: ID!) { user(id: $id) {
  username createdAt isEmailVerified
  profile {
    firstName dateOfBirth gender
    location { country city } contacts { value isPrimary } jobs { title startDate }
  }
} }
"""


def plain(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


HASHES: dict[str, Callable[[bytes], str]] = {
    "bcrypt": lambda secret: bcrypt.hashpw(secret[:72], bcrypt.gensalt(4)).decode(),
    "bcrypt of PHP": lambda secret: (
        bcrypt.hashpw(secret[:72], bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$")
    ),
    "argon2id": lambda secret: Argon2id(
        salt=SALT, length=32, iterations=2, lanes=2, memory_cost=64
    ).derive_phc_encoded(secret),
    "PBKDF2 of Django": lambda secret: (
        "pbkdf2_sha256$1000$salt$"
        + base64.b64encode(hashlib.pbkdf2_hmac("sha256", secret, b"salt", 1000)).decode()
    ),
    "PBKDF2 of passlib": lambda secret: (
        f"$pbkdf2-sha256$1000${plain(SALT)}$".replace("+", ".")
        + plain(hashlib.pbkdf2_hmac("sha256", secret, SALT, 1000)).replace("+", ".")
    ),
    "scrypt": lambda secret: (
        f"$scrypt$ln=6,r=8,p=1${plain(SALT)}$"
        + plain(hashlib.scrypt(secret, salt=SALT, n=64, r=8, p=1, dklen=32))
    ),
}


def imported(api: Api, folder: Path, *people: Any) -> Report:
    """What comes of a file with a line for each; texts are written as they are."""
    file = folder / "people.jsonl"
    lines = [each if isinstance(each, str) else json.dumps(each) for each in people]
    file.write_text("\n".join(lines), "utf-8", "surrogateescape")
    return api.run(users.run(Command(api.services), file))


def login(api: Api, email: str, password: str) -> list[str]:
    payload = api.data(LOGIN, {"email": email, "password": password})["login"]
    return [error["code"] for error in payload["errors"]]


def test_a_person_comes_whole(api: Api, make: Make, tmp_path: Path) -> None:
    report = imported(api, tmp_path, PERSON)
    assert str(report) == "1 imported, 0 were there already."
    (user,) = every(api, User)
    seen = api.data(SEEN, {"id": user.id}, make.token(user))["user"]
    assert seen == {
        "username": "ada",
        "createdAt": "2020-05-17T10:00:00.123Z",
        "isEmailVerified": True,
        "profile": {
            "firstName": "Ada",
            "dateOfBirth": "1815-12-10",
            "gender": "FEMALE",
            "location": {"country": "England", "city": "London"},
            "contacts": [{"value": "ada@example.com", "isPrimary": True}],
            "jobs": [{"title": "Analyst", "startDate": "1842-01-01"}],
        },
    }
    assert ("USER_CREATED", None, user.id, user.id) in trail(api)


@pytest.mark.parametrize("password", [PASSWORD, "pässwörd of old", "x" * 100], ids=len)
@pytest.mark.parametrize("kind", HASHES)
def test_the_password_is_good_here_and_has_our_hash_from_then_on(
    api: Api, tmp_path: Path, kind: str, password: str
) -> None:
    email = "ada@example.com"
    hashed = HASHES[kind](password.encode())
    report = imported(api, tmp_path, {"email": email, "username": "ada", "passwordHash": hashed})
    assert report.unfit == []
    assert login(api, email, f"not {password}") == ["INVALID_CREDENTIALS"]
    assert foreign_hashes.is_foreign(every(api, User)[0].password_hash)
    assert login(api, email, password) == []
    assert every(api, User)[0].password_hash.startswith("$2b$")
    assert login(api, email, password) == []
    assert login(api, email, hashed) == ["INVALID_CREDENTIALS"]


def test_without_a_hash_nobody_signs_in_before_a_reset(api: Api, tmp_path: Path) -> None:
    imported(api, tmp_path, {"email": "ada@example.com", "username": "ada"})
    for guess in ("", "!", "ada", "{foreign}"):
        assert login(api, "ada@example.com", guess) == ["INVALID_CREDENTIALS"]


DEAR = [
    "$2b$16$" + "a" * 53,
    "$2b$03$" + "a" * 53,
    f"$argon2id$v=19$m=9999999,t=2,p=2${plain(SALT)}${plain(SALT * 2)}",
    f"$argon2id$v=19$m=64,t=999,p=2${plain(SALT)}${plain(SALT * 2)}",
    f"$argon2id$v=19$m=8,t=1,p=2${plain(SALT)}${plain(SALT * 2)}",
    "pbkdf2_sha256$9999999$salt$" + "a" * 43 + "=",
    "$pbkdf2-sha256$0$" + plain(SALT) + "$" + "a" * 43,
    f"$scrypt$ln=30,r=8,p=1${plain(SALT)}$" + "a" * 43,
    f"$scrypt$ln=17,r=99,p=1${plain(SALT)}$" + "a" * 43,
    f"$scrypt$ln=0,r=8,p=1${plain(SALT)}$" + "a" * 43,
    "!",
    "",
    PASSWORD,
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "{foreign}" + HASHES["bcrypt"](b"x"),
    HASHES["bcrypt"](b"x") + "\n",
]


@pytest.mark.parametrize("hashed", DEAR, ids=range(len(DEAR)))
def test_a_hash_that_is_none_or_costs_too_much_is_refused(
    api: Api, tmp_path: Path, hashed: str
) -> None:
    before = everything(api)
    report = imported(
        api, tmp_path, {"email": "ada@example.com", "username": "ada", "passwordHash": hashed}
    )
    (sentence,) = report.unfit
    assert sentence.startswith("line 1: passwordHash: ")
    assert not hashed or hashed not in sentence
    assert everything(api) == before


UNFIT = {
    "{": "This is not valid JSON",
    "[]": "A line is a JSON object",
    "[" * 100_000: "This is not valid JSON",
    '{"email": "ada@example.com"}': "username: Field required",
    '{"email": 5, "username": "ada"}': "email: ",
    '{"email": "no address", "username": "ada"}': "email: ",
    '{"email": "a@example.com", "username": " ada"}': "username: ",
    '{"email": "a@example.com", "username": "ada", "role": "admin"}': "role: ",
    '{"email": "a@example.com", "username": "ada", "password": "secret"}': "password: ",
    '{"email": "a@example.com", "username": "ada", "createdAt": "2020-01-01T00:00"}': "createdAt: ",
    '{"email": "a@example.com", "username": "ada", "profile": {"gender": "X"}}': "profile.gender: ",
    '{"email": "a@example.com", "username": "ada", "profile": {"contacts": [{"type": "email"}]}}': (
        "profile.contacts.0.value: "
    ),
    '{"email": "a@example.com", "username": "ada", "profile": {"jobs": [{"title": "", '
    '"company": "x"}]}}': "profile.jobs.0.title: ",
    '{"email": "a@example.com", "username": "ada", "profile": {"dateOfBirth": "3000-01-01"}}': (
        "profile.dateOfBirth: "
    ),
    '{"email": "a\\u0000@example.com", "username": "ada"}': "email: ",
    '{"email": "\\ud800@example.com", "username": "ada"}': "This is not valid JSON",
    '{"email": "a\udcff@example.com", "username": "ada"}': "This is not valid JSON",
}


@pytest.mark.parametrize("line", UNFIT, ids=lambda line: line[:60].encode("ascii", "replace"))
def test_what_does_not_fit_is_told_with_its_line_and_the_others_come(
    api: Api, tmp_path: Path, line: str
) -> None:
    other = {"email": "eve@example.com", "username": "eve"}
    report = imported(api, tmp_path, "", line, "", other)
    assert [each for each in report.unfit if not each.startswith("line 2: ")] == []
    assert any(each.startswith(f"line 2: {UNFIT[line]}") for each in report.unfit)
    assert [user.email for user in every(api, User)] == ["eve@example.com"]
    assert str(report).endswith("1 imported, 0 were there already, 1 did not fit.")


def test_a_run_is_repeated_and_passes_by_who_is_there(api: Api, make: Make, tmp_path: Path) -> None:
    make.user(email="EVE@example.com", username="somebody")
    people = [PERSON, {"email": "eve@example.com", "username": "eve"}]
    first = imported(api, tmp_path, *people)
    assert (first.imported, first.there_already) == (1, 1)
    before = everything(api)
    again = imported(api, tmp_path, *people)
    assert (again.imported, again.there_already) == (0, 2)
    assert everything(api) == before


@pytest.mark.parametrize(
    "instant",
    [
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z"),
        *("9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z"),
    ],
)
def test_an_instant_at_an_end_of_the_calendar_is_a_fault_of_its_line(
    api: Api, tmp_path: Path, instant: str
) -> None:
    others = [{"email": f"{name}@example.com", "username": name} for name in ("ada", "bob")]
    odd = {"email": "eve@example.com", "username": "eve", "createdAt": instant}
    report = imported(api, tmp_path, others[0], odd, others[1])
    (sentence,) = report.unfit
    assert sentence.startswith("line 2: createdAt: ")
    assert (report.imported, len(every(api, User))) == (2, 2)


def test_a_name_that_is_taken_is_told_and_nothing_of_the_person_comes(
    api: Api, make: Make, tmp_path: Path
) -> None:
    make.user(username="ada")
    before = everything(api)
    report = imported(api, tmp_path, PERSON)
    assert report.unfit == ["line 1: username: This username is taken."]
    assert everything(api) == before


def test_the_command_says_what_came_of_it(tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    file.write_text("\ufeff" + json.dumps(PERSON) + "\n{\n", "utf-8")
    url = f"sqlite:///{tmp_path / 'aai.db'}"
    assert command_line.run("migrate", DATABASE_URL=url).returncode == 0
    done = command_line.run("import-users", str(file), DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("line 2: This is not valid JSON")
    assert done.stdout.endswith("1 imported, 0 were there already, 1 did not fit.\n")
    missing = command_line.run("import-users", str(tmp_path / "none"), DATABASE_URL=url)
    assert missing.returncode == 1
    assert "cannot be read: No such file or directory." in missing.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()], ids=["terminal", "log"])
def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere(stream: io.StringIO) -> None:
    progress = Progress(2, "people", stream)
    for _ in range(2):
        progress.advance()
    progress.end()
    expected = f"\r[{'#' * 40}] 2 of 2 people\n" if stream.isatty() else "2 of 2 people\n"
    assert stream.getvalue() == expected
