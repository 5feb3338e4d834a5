"""The front page: where it leads, and what it is sent with."""

import base64
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.application import create_application
from server.version import VERSION
from tests.conftest import settings
from tests.support.api import Api

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def server(database_url: str, request: pytest.FixtureRequest) -> Iterator[Api]:
    """An application whose settings are the test's parameter, or the defaults."""
    values: dict[str, Any] = getattr(request, "param", {})
    server = Api(create_application(settings(database_url=database_url, **values)))
    yield server
    server.close()


def links(page: httpx.Response) -> list[str]:
    return re.findall(r'<a href="([^"]*)"', page.text)


def test_the_front_page_says_what_this_is_without_a_script(server: Api) -> None:
    page = server.request("GET", "/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "GraphQL server for accounts and profiles" in page.text
    assert VERSION in page.text
    assert "<script" not in page.text
    assert "$" not in page.text
    assert server.request("HEAD", "/").status_code == 200


def test_its_policy_allows_its_own_style_and_icon_alone(server: Api) -> None:
    page = server.request("GET", "/")
    (style,) = re.findall(r"(?s)<style>(.*?)</style>", page.text)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert page.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    icon = server.request("GET", "/icon.svg")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ({}, ["graphql", "schema.graphql", "health"]),
        ({"explorer": False}, ["schema.graphql", "health"]),
        ({"environment": "production"}, ["schema.graphql", "health"]),
        (
            {"environment": "production", "explorer": True},
            ["graphql", "schema.graphql", "health"],
        ),
    ],
    indirect=["server"],
)
def test_it_links_what_is_there_and_the_explorer_where_it_is_on(
    server: Api, expected: list[str]
) -> None:
    found = links(server.request("GET", "/"))
    assert [link for link in found if not link.startswith("docs/")] == expected
    for link in found:
        answer = server.request("GET", f"/{link}", headers={"Accept": "text/html,*/*;q=0.8"})
        assert answer.status_code == 200


def test_it_leads_to_every_document_and_to_no_other_file(server: Api) -> None:
    found = [link for link in links(server.request("GET", "/")) if link.startswith("docs/")]
    documents = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
    assert found == [f"docs/{name}" for name in ("README.md", *documents)]
    answer = server.request("GET", "/docs/policy.md")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == (ROOT / "docs" / "policy.md").read_text("utf-8")
    for name in ("pyproject.toml", "..%2Fapp.py", "decisions"):
        assert server.request("GET", f"/docs/{name}").status_code == 404


@pytest.mark.parametrize(
    ("server", "schema", "documents"),
    [
        ({}, 200, 200),
        ({"publish_schema": False}, 404, 404),
        ({"environment": "production"}, 200, 404),
        ({"environment": "production", "publish_schema": False}, 404, 404),
    ],
    indirect=["server"],
)
def test_what_is_published_is_a_setting(server: Api, schema: int, documents: int) -> None:
    assert server.request("GET", "/schema.graphql").status_code == schema
    for name in ("README.md", *(path.name for path in (ROOT / "docs").glob("*.md"))):
        assert server.request("GET", f"/docs/{name}").status_code == documents
    for name in ("/docs", "/redoc", "/openapi.json"):
        assert server.request("GET", name).status_code == 404
    found = links(server.request("GET", "/"))
    assert ("schema.graphql" in found) == (schema == 200)
    assert any(link.startswith("docs/") for link in found) == (documents == 200)


@pytest.mark.parametrize("publish", [True, False])
def test_introspection_follows_what_is_published_unless_told_otherwise(publish: bool) -> None:
    assert settings(publish_schema=publish).introspection_on == publish
    assert settings(publish_schema=publish, introspection=True).introspection_on


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
