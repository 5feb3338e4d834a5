"""Whoever reads what the server serves can follow every link in it."""

import posixpath
import re
from collections.abc import Iterator

import pytest

from server.folders import ROOT
from server.pages import manual
from tests.support.api import Api

CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
HREF = re.compile(r'href="([^"]*)"')
LINK = re.compile(r"\]\(([^)\s]+)\)")


def found(api: Api, address: str) -> tuple[str, list[str]]:
    """A page, and where its links lead, those to other servers apart."""
    page = api.request("GET", address, headers={"Accept": "text/html, */*;q=0.5"})
    assert page.status_code == 200, address
    kind = page.headers["content-type"]
    text = page.text
    links = HREF.findall(text) if kind.startswith("text/html") else []
    if address.endswith(".md"):
        links = LINK.findall(CODE.sub("", text))
    return text, [link for link in links if "://" not in link]


def slugs(text: str) -> Iterator[str]:
    """The places in a document that a link can name, as GitHub spells them."""
    for heading in re.findall(r"^#+ (.+)$", CODE.sub("", text), re.MULTILINE):
        yield re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_no_link_on_any_page_is_dead(api: Api) -> None:
    texts: dict[str, str] = {}
    waiting = ["/"]
    places: list[tuple[str, str]] = []
    while waiting:
        address = waiting.pop()
        if address in texts:
            continue
        texts[address], links = found(api, address)
        for link in links:
            target, _, place = link.partition("#")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(address), target))
            reached = path if target else address
            if place:
                places.append((reached, place))
            waiting.append(reached)
    assert {f"/{address}" for address in manual.DOCUMENTS} <= texts.keys()
    assert "/docs/decisions/0018-subscriptions.md" in texts
    dead = [(page, place) for page, place in places if place not in slugs(texts[page])]
    assert dead == []


@pytest.mark.parametrize("name", ["docs/clients.md", "README.md", "docs/decisions/README.md"])
def test_a_document_is_as_it_is_written_but_for_its_links(name: str) -> None:
    written = (ROOT / name).read_text("utf-8")
    served = manual.text(f"docs/{name.removeprefix('docs/')}")
    link = re.compile(r"\[([^\]]*)\]\([^)\s]+\)")
    assert link.sub(r"\1", served) == link.sub(r"\1", written)


@pytest.mark.parametrize(
    "path",
    [
        *("docs/", "docs/decisions", "docs/decisions/", "docs/..%2Fapp.py", "docs/../app.py"),
        *("docs/%2Fetc%2Fpasswd", "docs/decisions/..%2F..%2Fapp.py", "docs/decisions/x.md"),
        *("README.md", "docs/app.py", "docs/docs/clients.md", "docs/clients.md/"),
    ],
)
def test_nothing_else_is_served(api: Api, path: str) -> None:
    assert api.request("GET", f"/{path}").status_code == 404
