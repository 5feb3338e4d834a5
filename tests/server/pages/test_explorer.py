"""Who gets the explorer at the GraphQL endpoint, and what its page and files are sent with."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import pytest

from server import logs
from server.application import create_application
from tests.conftest import settings
from tests.support.api import Api

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NEVER_ASKED = "sqlite:////nowhere/at/all.db"

Serve = Callable[..., Api]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """What `make explorer` leaves, in small."""
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets / "explorer-AAAA.js").write_text("export {};")
    (assets / "explorer-BBBB.css").write_text("body { margin: 0 }")
    (tmp_path / "secret").write_text("not to be served")
    manifest = {"script": "explorer-AAAA.js", "style": "explorer-BBBB.css"}
    (tmp_path / "dist" / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path / "dist"


@pytest.fixture
def serve(build: Path) -> Iterator[Serve]:
    """A function that makes an application with the build and other settings."""
    servers: list[Api] = []

    def start(build: Path = build, **values: Any) -> Api:
        application = create_application(settings(database_url=NEVER_ASKED, **values), build)
        servers.append(Api(application))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def test_a_browser_gets_the_page_under_a_policy_without_anything_inline(serve: Serve) -> None:
    page = serve().request("GET", "/graphql", headers={"Accept": BROWSER})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; worker-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["vary"] == "Accept, Origin"
    assert '<script type="module" src="explorer/explorer-AAAA.js"></script>' in page.text
    assert '<link rel="stylesheet" href="explorer/explorer-BBBB.css">' in page.text
    assert "<style" not in page.text
    assert "://" not in page.text


@pytest.mark.parametrize(
    "accept",
    [
        BROWSER,
        "text/html",
        "TEXT/HTML;charset=utf-8",
        "text/html, application/json",
        "text/html;q=0.9, application/json;q=0.8",
    ],
)
@pytest.mark.parametrize("path", ["/graphql", "/graphql?query={__typename}"])
def test_whoever_would_rather_have_html_gets_the_page(serve: Serve, path: str, accept: str) -> None:
    answers = [serve().request(how, path, headers={"Accept": accept}) for how in ("GET", "HEAD")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "aai explorer" in answers[0].text


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/json",
        "application/graphql-response+json, application/json;q=0.9",
        "application/json, text/html;q=0.9",
        "application/json, text/html;q=0",
        "application/json, text/html;q=much",
    ],
)
def test_a_program_gets_json_as_ever(serve: Serve, accept: str) -> None:
    server = serve()
    options = {"headers": {"Accept": accept}}
    answer = server.request("GET", "/graphql?query={__typename}", **options)
    assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})
    nothing = server.request("GET", "/graphql", **options)
    assert 400 <= nothing.status_code < 500
    assert nothing.headers["content-type"].startswith("application/")


def test_a_post_is_an_operation_whatever_it_accepts(serve: Serve) -> None:
    answer = serve().request(
        "POST", "/graphql", json={"query": "{ __typename }"}, headers={"Accept": BROWSER}
    )
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("values", "demo"), [({}, "true"), ({"environment": "production", "explorer": True}, "false")]
)
def test_the_demo_sign_in_is_offered_in_development_alone(
    serve: Serve, values: dict[str, Any], demo: str
) -> None:
    page = serve(**values).request("GET", "/graphql", headers={"Accept": BROWSER})
    assert f'data-demo="{demo}"' in page.text


@pytest.mark.parametrize("values", [{"environment": "production"}, {"explorer": False}])
def test_where_the_explorer_is_off_there_is_neither_page_nor_file(
    serve: Serve, values: dict[str, Any]
) -> None:
    server = serve(**values)
    page = server.request("GET", "/graphql", headers={"Accept": BROWSER})
    file = server.request("GET", "/explorer/explorer-AAAA.js")
    assert 400 <= page.status_code < 500
    assert page.headers["content-type"] == "application/json"
    assert (file.status_code, file.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


def test_a_file_is_kept_for_good_and_its_workers_may_load_nothing_else(serve: Serve) -> None:
    file = serve().request("GET", "/explorer/explorer-AAAA.js")
    assert (file.status_code, file.text) == (200, "export {};")
    assert file.headers["content-type"].startswith("text/javascript")
    assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["content-security-policy"].startswith("default-src 'none'; script-src")


@pytest.mark.parametrize(
    "path",
    [
        "/explorer/../manifest.json",
        "/explorer/%2e%2e/manifest.json",
        "/explorer/..%2f..%2fsecret",
        "/explorer/%2e%2e%2f%2e%2e%2fsecret",
        "/explorer/..%5c..%5csecret",
        "/explorer//etc/passwd",
        "/explorer/%2fetc%2fpasswd",
        "/explorer/%00",
        "/explorer/nothing.js",
        "/explorer/",
    ],
)
def test_no_path_leads_out_of_the_files(serve: Serve, path: str) -> None:
    answer = serve().request("GET", path)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
        404,
        "NOT_FOUND",
    )


def test_without_a_build_the_page_is_strawberrys_and_the_log_says_so(
    serve: Serve, tmp_path: Path
) -> None:
    try:
        with redirect_stderr(io.StringIO()) as log:
            server = serve(tmp_path / "no build", log_level="INFO", log_format="json")
    finally:
        logs.configure("ERROR", as_json=False)
    (line,) = [json.loads(line) for line in log.getvalue().splitlines()]
    assert line["event"] == "explorer not built, so its page needs the internet"
    assert line["remedy"] == "make explorer"
    page = server.request("GET", "/graphql", headers={"Accept": BROWSER})
    assert "graphiql" in page.text.lower()
    assert page.headers["content-security-policy"] == "frame-ancestors 'none'"
    answer = server.request("GET", "/graphql?query={__typename}")
    assert answer.json() == {"data": {"__typename": "Query"}}
