"""Metrics are for whoever runs the server, and tell of all its workers."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import gettempdir

import httpx
import pytest

from server import metrics_port
from server.application import create_application
from server.folders import ROOT
from server.metrics_port import MOST_CONNECTIONS
from tests.conftest import settings
from tests.support import databases, ports, server_process
from tests.support.api import Api
from tests.support.raw import connected

TOKEN = "a token for Prometheus alone"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
OK = 'aai_operations_total{outcome="ok",type="query"}'
PAGE = (ROOT / "docs" / "metrics.md").read_text("utf-8")


def value(text: str, name: str) -> float:
    found = re.search(f"^{re.escape(name)} (\\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_in_production_they_are_not_served_unless_it_is_said_how(
    api_with: Callable[..., Api], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = api_with(environment="production", log_level="INFO").request("GET", "/metrics")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (
        404,
        {"code": "NOT_FOUND"},
    )
    assert "metrics are not served: set METRICS_PORT or METRICS_TOKEN" in capsys.readouterr().err


@pytest.mark.parametrize("environment", ["development", "production"])
def test_with_a_token_only_who_sends_it_reads_them(
    api_with: Callable[..., Api], environment: str
) -> None:
    api = api_with(environment=environment, metrics_token=TOKEN)
    for sent in ({}, {"Authorization": "Bearer another"}, {"Authorization": TOKEN}):
        refused = api.request("GET", "/metrics", headers=sent)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert refused.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
        assert "aai_" not in refused.text
    answer = api.request("GET", "/metrics", headers=BEARER)
    assert (answer.status_code, "aai_sql_statements_total" in answer.text) == (200, True)


@pytest.mark.parametrize("token", ["", TOKEN])
def test_a_port_of_their_own_has_them_and_the_public_one_does_not(token: str) -> None:
    port = ports.free()
    own = f"http://127.0.0.1:{port}/metrics"
    production = {
        "environment": "production",
        "database_url": "sqlite:////nowhere/at/all.db",
        "explorer": False,
    }
    api = Api(create_application(settings(metrics_port=port, metrics_token=token, **production)))
    assert api.request("GET", "/metrics", headers=BEARER).status_code == 404
    assert httpx.get(own).status_code == (401 if token else 200)
    answer, looked = httpx.get(own, headers=BEARER), httpx.head(own, headers=BEARER)
    assert "aai_sql_statements_total" in answer.text
    assert (looked.status_code, looked.content) == (200, b"")
    assert "server" not in answer.headers
    assert httpx.get(f"http://127.0.0.1:{port}/graphql").status_code == 404
    api.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(own)


@pytest.fixture
def own(api_with: Callable[..., Api]) -> str:
    """The address of a port of their own."""
    port = ports.free()
    api_with(metrics_port=port)
    return f"http://127.0.0.1:{port}"


def test_whatever_is_asked_there_is_answered_as_everywhere(own: str) -> None:
    asked = [
        b"GET /metrics HTTP/1.1",
        b"GET /nothing HTTP/1.1",
        b"POST /metrics HTTP/1.1",
        b"<b> /metrics HTTP/1.1",
        b"GET /metrics HTTP/9.9",
        b"<b>nonsense",
        b"GET /" + b"a" * 70_000,
    ]
    statuses = []
    for line in asked:
        with connected(own) as raw:
            raw.send(line + b"\r\n\r\n")
            status, headers, body = raw.answer()
        statuses.append(status)
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
        assert b"<b>" not in body
        if status != 200:
            assert headers["content-type"] == "application/json"
            assert json.loads(body)["errors"][0]["extensions"]["code"]
    assert statuses == [200, 404, 405, 405, 505, 400, 414]


def test_only_so_many_are_connected_there_and_not_for_long(
    own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = threading.active_count()
    with ExitStack() as stack:
        crowd = [stack.enter_context(connected(own)) for _ in range(3 * MOST_CONNECTIONS)]
        for raw in crowd[MOST_CONNECTIONS:]:
            assert raw.rest() == b""
        assert threading.active_count() <= before + MOST_CONNECTIONS
        monkeypatch.setattr(metrics_port, "PATIENCE_SECONDS", 0)
        for raw in crowd[:MOST_CONNECTIONS]:
            assert raw.rest() == b""
    monkeypatch.undo()
    assert httpx.get(f"{own}/metrics").status_code == 200


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = _served_in_vain(tmp_path, ports.free(), taken.getsockname()[1])
    *_, last = done.stderr.splitlines()
    assert done.returncode == 1
    assert last == "METRICS_PORT on METRICS_HOST cannot be listened on: Address already in use."
    assert "Traceback" not in done.stderr


def test_the_public_port_is_none_of_its_own(tmp_path: Path) -> None:
    port = ports.free()
    done = _served_in_vain(tmp_path, port, port)
    *_, last = done.stderr.splitlines()
    assert done.returncode == 1
    assert last == "METRICS_PORT is the port that GraphQL is served on: choose another."


def _served_in_vain(folder: Path, port: int, metrics_port: int) -> subprocess.CompletedProcess[str]:
    """A server that ends at once, and what it said."""
    variables = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{folder / 'aai.db'}",
        "METRICS_PORT": str(metrics_port),
    }
    command = [sys.executable, "app.py", "serve", "--port", str(port)]
    return subprocess.run(
        command, check=False, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True
    )


def test_every_metric_is_on_the_page(api: Api) -> None:
    served = re.findall(r"^# HELP (aai_\w+)", api.request("GET", "/metrics").text, re.MULTILINE)
    told = [name for name in served if not name.endswith("_created")]
    assert sorted(re.findall(r"^\| `(aai_\w+)`", PAGE, re.MULTILINE)) == sorted(set(told))


@contextmanager
def workers(count: int, tmp_path: Path, *command: str, **variables: str) -> Iterator[str]:
    """The address of a server with `count` workers, started by `command`."""
    port = ports.free()
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{tmp_path / 'aai.db'}",
        "LOG_LEVEL": "WARNING",
        "EXPLORER": "false",
        **variables,
    }
    databases.migrate(environment["DATABASE_URL"])
    arguments = [*command, "--port", str(port), "--workers", str(count)]
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment)
    try:
        yield server_process.ready(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(60)


def ask(address: str, path: str = "/metrics", **options: object) -> httpx.Response:
    """On a connection of its own, which either worker may take."""
    return httpx.request("POST" if "json" in options else "GET", address + path, **options)


def processes(text: str) -> set[int]:
    return {int(pid) for pid in re.findall(r'process_resident_memory_bytes{pid="(\d+)"}', text)}


def question(address: str) -> None:
    assert ask(address, "/graphql", json={"query": "{ __typename }"}).status_code == 200


def both(address: str, besides: int = 0) -> set[int]:
    """The process ids of both workers, once both are there."""
    for _ in range(200):
        found = processes(ask(address).text) - {besides}
        if len(found) == 2:
            return found
        time.sleep(0.1)
    raise TimeoutError("there are not two workers")


@pytest.mark.slow
@pytest.mark.parametrize("way", ["serve", "serve in a folder", "uvicorn"])
def test_they_count_all_workers_and_never_go_back(tmp_path: Path, way: str) -> None:
    """Forty scrapes between forty questions, one worker killed in the middle."""
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "gauge_livesum_999999.db").touch()
    command = ("-m", "uvicorn", "app:app") if way == "uvicorn" else ("app.py", "serve")
    variables = {} if way == "serve" else {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    before = set(Path(gettempdir()).glob("aai-metrics-*"))
    with workers(2, tmp_path, *command, **variables) as address:
        if way == "serve":
            (folder,) = set(Path(gettempdir()).glob("aai-metrics-*")) - before
            assert folder.stat().st_mode & 0o777 == 0o700
        alive = both(address)
        counted = []
        for _ in range(20):
            question(address)
            counted.append(value(ask(address).text, OK))
        victim = min(alive)
        os.kill(victim, signal.SIGKILL)
        after = both(address, besides=victim)
        assert victim not in after
        for _ in range(20):
            question(address)
            counted.append(value(ask(address).text, OK))
        text = ask(address).text
        assert counted == [float(number) for number in range(1, 41)]
        assert value(text, "aai_http_requests_under_way") == 1
        assert value(text, 'aai_operation_seconds_count{type="query"}') == 40
        assert value(text, 'aai_operation_seconds_bucket{le="+Inf",type="query"}') == 40
        assert not [file.name for file in folder.glob(f"*_{victim}.db")]
        assert not [file.name for file in folder.glob("*_999999.db")]
    if way == "serve":
        assert not folder.exists()


@pytest.mark.parametrize(
    "way", ["serve", pytest.param("serve in a folder", marks=pytest.mark.slow), "uvicorn"]
)
def test_one_worker_counts_in_whatever_folder(tmp_path: Path, way: str) -> None:
    """The folder still has what an earlier server left in it."""
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "gauge_livesum_999999.db").touch()
    command = ("-m", "uvicorn", "app:app") if way == "uvicorn" else ("app.py", "serve")
    variables = {} if way == "serve" else {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    with workers(1, tmp_path, *command, **variables) as address:
        for _ in range(3):
            question(address)
        text = ask(address).text
    assert value(text, OK) == 3
    assert value(text, "aai_http_requests_under_way") == 1
    assert value(text, 'aai_operation_seconds_count{type="query"}') == 3
