"""Health tells load balancers the truth about the database."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from db.probe import Probe
from server.application import create_application
from server.store import State
from tests.conftest import settings
from tests.support import databases
from tests.support.api import Api


def test_a_migrated_server_is_live_and_ready(api: Api) -> None:
    checks = {"database": "ok", "migrations": "ok"}
    live, ready, health = (api.request("GET", f"/health{path}") for path in ("/live", "/ready", ""))
    assert (live.status_code, live.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "checks": checks})
    assert health.status_code == 200
    assert health.json()["uptime_seconds"] >= 0


@pytest.mark.parametrize("kind", databases.KINDS)
def test_a_server_whose_database_is_not_migrated_is_not_ready(kind: str, tmp_path: Path) -> None:
    with databases.empty(kind, tmp_path) as url:
        api = Api(create_application(settings(database_url=url)))
        ready, live = api.request("GET", "/health/ready"), api.request("GET", "/health/live")
        api.close()
    assert live.status_code == 200
    assert (ready.status_code, ready.json()) == (
        503,
        {
            "status": "unavailable",
            "checks": {"database": "ok", "migrations": "missing"},
            "reason": State.OLDER.sentence,
        },
    )


@pytest.mark.parametrize(
    "url",
    ["postgresql://nobody@127.0.0.1:1/aai", "sqlite:////nowhere/at/all.db"],
    ids=["postgresql", "sqlite"],
)
def test_a_server_without_its_database_says_so_and_answers_503(url: str) -> None:
    api = Api(create_application(settings(database_url=url)))
    ready = api.request("GET", "/health/ready")
    response = api.run(api.post("{ profiles { totalCount } }"))
    api.close()
    assert (ready.status_code, ready.json()) == (
        503,
        {"status": "unavailable", "checks": {"database": "unreachable"}},
    )
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert [error["extensions"] for error in response.json()["errors"]] == [
        {"code": "SERVICE_UNAVAILABLE"}
    ]


def test_health_has_a_connection_while_the_pool_has_none_left(api: Api) -> None:
    taken, done = threading.Semaphore(0), threading.Event()
    size = api.services.database.size

    def hold(_connection: Connection) -> None:
        taken.release()
        done.wait(30)

    async def ask() -> int:
        reads = [
            asyncio.ensure_future(api.services.database.read(hold, flow=(str(n),)))
            for n in range(2 * size)
        ]
        for _ in range(size):
            await asyncio.to_thread(taken.acquire)
        try:
            return (await api.get("/health/ready")).status_code
        finally:
            done.set()
            await asyncio.gather(*reads)

    assert api.run(ask()) == 200


def test_many_who_ask_at_a_time_are_one_question(database_url: str) -> None:
    asked = []

    def question(connection: Connection) -> int:
        asked.append(1)
        return int(connection.execute(text("SELECT 1")).scalar_one())

    async def ask() -> list[int]:
        probe = Probe(database_url, question)
        answers = await asyncio.gather(*(probe.ask() for _ in range(100)))
        probe.dispose()
        return answers

    assert (asyncio.run(ask()), len(asked)) == ([1] * 100, 1)


@pytest.mark.parametrize(
    "path",
    ["/", "/health", "/health/live", "/health/ready", "/metrics", "/schema.graphql"],
)
def test_a_look_without_the_body_is_answered_as_with_it(api: Api, path: str) -> None:
    read, looked = api.request("GET", path), api.request("HEAD", path)
    assert looked.status_code == read.status_code == 200
    assert looked.headers["content-type"] == read.headers["content-type"]
