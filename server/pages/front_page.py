"""The page at `/`, for people who open the server in a browser: what this is, and what it has."""

import base64
import hashlib
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from server.pages import manual
from server.pages.page import HEADERS, page, policy
from server.version import VERSION

HTML = Path(__file__).with_suffix(".html").read_text("utf-8")
ICON = Path(__file__).with_name("icon.svg")
EXPLORER = ("graphql", "Explorer", "Ask in the browser: examples, completion, documentation")
SCHEMA = ("schema.graphql", "Schema", "Every type, field and argument, described")
HEALTH = ("health", "Health", "Whether the database is there and up to date")
DOCUMENT = '<li><a href="{}">{}</a></li>'
SECTION = """\
      <h2>Read</h2>
      <ul class="documents">
        {}
      </ul>
"""
BREAK = "\n        "
LINK = '<li><a href="{}"><strong>{}</strong> <span>{}</span></a></li>'


def _hash(style: str) -> str:
    digest = hashlib.sha256(style.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


POLICY = policy(
    style_src=_hash(HTML.partition("<style>")[2].partition("</style>")[0]),
    img_src="'self'",
)


def routes(*, explorer: bool, schema: bool, documents: bool) -> list[Route]:
    """The page, the documents it leads to, and the icon that the explorer has as well."""
    links = [*([EXPLORER] if explorer else ()), *([SCHEMA] if schema else ()), HEALTH]
    html = Template(HTML).substitute(
        version=VERSION,
        links=BREAK.join(LINK.format(*link) for link in links),
        documents=_section() if documents else "",
    )

    async def front_page(_request: Request) -> Response:
        return page(html, POLICY)

    async def icon(_request: Request) -> Response:
        return FileResponse(ICON, headers={"Cache-Control": "public, max-age=86400", **HEADERS})

    found = [Route("/", front_page), Route("/icon.svg", icon)]
    return [*found, manual.ROUTE] if documents else found


def _section() -> str:
    items = BREAK.join(DOCUMENT.format(*link) for link in manual.links())
    return SECTION.format(items)
