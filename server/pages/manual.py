"""The documents beside the code, for people who have the running server alone.

They are served as they are written, but for links to what is not served: those become plain words.
"""

import posixpath
import re
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.folders import ROOT
from server.pages.page import HEADERS

LISTED = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
"""What the front page names; the others are linked by these."""
FILES = [*LISTED, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs" / "decisions").glob("*.md"))]
LINK = re.compile(r"\[([^\[\]]{1,200})\]\(([^()#\s]{0,200})(#[^()\s]{0,200})?\)")
"""Words, a target, and where in that."""
FENCE = "```"
"""Between two of them is code, which has no links."""


def _address(path: Path) -> str:
    """Where a document is served: under `/docs/`, wherever it lies."""
    inside = ROOT / "docs"
    name = path.relative_to(inside) if path.is_relative_to(inside) else Path(path.name)
    return f"docs/{name.as_posix()}"


ADDRESSES = {path: _address(path) for path in FILES if path.is_file()}
"""Where what is served can be found; an installation may be without documents."""
DOCUMENTS = {address: path for path, address in ADDRESSES.items()}
LINKED = {**ADDRESSES, ROOT / "schema" / "schema.graphql": "schema.graphql"}


def title(path: Path) -> str:
    """The heading that a document begins with; that of the README is the name of it all."""
    if path.name == "README.md":
        return path.stem
    with path.open(encoding="utf-8") as lines:
        return lines.readline().lstrip("# ").strip()


def links() -> list[tuple[str, str]]:
    """The address and title of each document that is listed."""
    return [(ADDRESSES[path], title(path)) for path in LISTED if path in ADDRESSES]


@cache
def text(address: str) -> str:
    """A document whose links lead to where the server has what they are about."""
    path = DOCUMENTS[address]

    def served(link: re.Match[str]) -> str:
        words, target, place = link.groups()
        if ":" in target:
            return link[0]
        if target:
            found = LINKED.get(Path(posixpath.normpath(path.parent / target)))
            if found is None:
                return str(words)
            target = posixpath.relpath(found, posixpath.dirname(address))
        return f"[{words}]({target}{place or ''})"

    parts = path.read_text("utf-8").split(FENCE)
    parts[::2] = [LINK.sub(served, prose) for prose in parts[::2]]
    return FENCE.join(parts)


async def _document(request: Request) -> Response:
    address = f"docs/{request.path_params['name']}"
    if address not in DOCUMENTS:
        raise HTTPException(404)
    return PlainTextResponse(text(address), headers=HEADERS)


ROUTE = Route("/docs/{name:path}", _document)
