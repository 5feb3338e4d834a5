"""Every test that asks for `api` runs on SQLite and on PostgreSQL."""

import gc
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest

from auth.throttles import Throttle
from db.models import Profile, User
from planner.asking import Planned
from planner.planner import Planner
from server.application import create_application
from server.settings import Settings
from tests.support import databases, server_process
from tests.support.api import Api
from tests.support.make import Make

ORIGIN = "https://app.example.com"
SOCKET_LIMIT, USER_LIMIT = 5, 8
PICTURES = tempfile.TemporaryDirectory(prefix="aai-pictures-")
SECRET = "a secret that only the tests know, of 32 bytes and more"


def pytest_collection_finish() -> None:
    """What the tests are made of stays: no collection of garbage looks at it from here on."""
    gc.collect()
    gc.freeze()


def settings(**values: Any) -> Settings:
    """Settings that no `.env` file and no variable of the machine can change."""
    unthrottled = {f"throttle_{item.name.lower()}": "1000000/second" for item in Throttle}
    values = {
        "jwt_secret": SECRET,
        "bcrypt_rounds": 4,
        "log_level": "ERROR",
        "pictures": f"file:{PICTURES.name}",
        "mail_folder": "off",  # what is mailed waits, and nothing looks at the outbox
        **unthrottled,
        **values,
    }
    return Settings(_env_file=None, **values)


@pytest.fixture(scope="session", params=databases.KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    with databases.migrated(request.param) as url:
        yield url


@pytest.fixture(scope="session")
def _api(database_url: str) -> Iterator[Api]:
    api = Api(create_application(settings(database_url=database_url)))
    yield api
    api.close()


@pytest.fixture
def api(_api: Api) -> Iterator[Api]:
    """The application with default settings on an empty database."""
    yield _api
    _api.empty()


@pytest.fixture(scope="session")
def _live(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("live") / "log"
    variables = {
        "DATABASE_URL": database_url,
        "JWT_SECRET": SECRET,
        "BCRYPT_ROUNDS": "4",
        "LOG_LEVEL": "WARNING",
        "EXPLORER": "false",  # where it is not built, the log says so
        "CORS_ORIGINS": ORIGIN,
        "LIMIT_SOCKET_SUBSCRIPTIONS": str(SOCKET_LIMIT),
        "LIMIT_USER_SUBSCRIPTIONS": str(USER_LIMIT),
    }
    with server_process.serving(log, **variables) as server:
        yield server.address
    told = log.read_text("utf-8").splitlines()
    # it makes exports of the same database, also the one that a test has fail again and again
    assert [line for line in told if "an export has failed" not in line] == []


@pytest.fixture
def live(_live: str, api: Api) -> str:
    """The address of a server in a process of its own, on the database of `api`.

    It lets pages of ORIGIN in, and what is followed at once has low limits.
    """
    return _live


@pytest.fixture
def unplanned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything goes the plain way, whose batches are what a test is about."""

    async def answer(*_: Any) -> Planned:
        return Planned(reason="off")

    monkeypatch.setattr(Planner, "answer", answer)


@pytest.fixture
def make(api: Api) -> Make:
    return Make(api.services)


@pytest.fixture
def person(make: Make) -> User:
    """Somebody whose token and whose profile a test may ask for, too."""
    return make.user()


@pytest.fixture
def token(make: Make, person: User) -> str:
    return make.token(person)


@pytest.fixture
def profile(make: Make, person: User) -> Profile:
    return make.profile(person)


@pytest.fixture
def api_with(database_url: str, api: Api) -> Iterator[Any]:
    """A function that makes another application on the same database, with other settings."""
    others: list[Api] = []

    def build(**values: Any) -> Api:
        others.append(Api(create_application(settings(database_url=database_url, **values))))
        return others[-1]

    yield build
    for other in others:
        other.close()
