"""A real server with demo people, and a real Chromium that reaches nothing else."""

import fcntl
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from demo import seed
from server.folders import ROOT
from tests.browser.visit import Visit
from tests.support import node, server_process

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",  # as root there is none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

expect.set_options(timeout=30_000)  # machines that are busy take their time


@pytest.fixture(scope="session")
def built() -> None:
    """The explorer, built once, however many workers ask at the same time."""
    node.skip_unless_there()
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with open(ROOT / "explorer" / "package.json", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "explorer"], cwd=ROOT, check=True, timeout=300)


@pytest.fixture(scope="session")
def origin(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server listens."""
    folder = tmp_path_factory.mktemp("server")
    with server_process.running(folder, seed.PROFILES, THROTTLE_LOGIN="1000/second") as address:
        yield address


@pytest.fixture(scope="module")
def browser(built: None) -> Iterator[Browser]:
    """For a module only: while it is there, no other event loop runs in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, origin: str) -> Iterator[Callable[..., Visit]]:
    """A function that opens a path; whatever opened must have asked nobody else, nor complained."""
    visits: list[Visit] = []

    def open_path(path: str, color_scheme: str = "light") -> Visit:
        visits.append(Visit(browser, origin, color_scheme))
        visits[-1].go(path)
        return visits[-1]

    yield open_path
    for each in visits:
        each.close()
        assert each.foreign == []
        assert each.complaints == []
