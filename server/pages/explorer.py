"""The explorer: for browsers at the GraphQL endpoint a page, which our own origin serves whole.

`make explorer` builds it from `explorer/`. Without a build the page is Strawberry's, which loads
its code from another origin.
"""

import json
from collections.abc import Callable
from pathlib import Path
from string import Template

import structlog
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Mount, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.http.ides import get_graphql_ide_html

from server import accept
from server.folders import ROOT
from server.pages.page import HEADERS, page, policy

BUILD = ROOT / "explorer" / "dist"
TEMPLATE = Template(Path(__file__).with_suffix(".html").read_text("utf-8"))
POLICY = policy(
    script_src="'self'",
    style_src="'self'",
    font_src="'self'",
    img_src="'self' data:",  # the small signs in Monaco's stylesheet
    connect_src="'self'",
    worker_src="'self'",
)
ASSET_HEADERS = {
    **HEADERS,
    # Workers are held by the policy that their script comes with, not by that of the page.
    "Content-Security-Policy": policy(script_src="'self'"),
    "Cache-Control": "public, max-age=31536000, immutable",
}

log = structlog.get_logger("aai.explorer")


class Assets(StaticFiles):
    """The files of a build, whose names change with what is in them."""

    def file_response(self, *arguments: object, **options: object) -> Response:
        response = super().file_response(*arguments, **options)  # type: ignore[arg-type]
        response.headers.update(ASSET_HEADERS)
        return response


class Explorer:
    """Before the GraphQL view: answers who would rather read a page, and lets everyone else by."""

    def __init__(self, view: ASGIApp, make_page: Callable[[], Response]) -> None:
        self._view = view
        self._make_page = make_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answers = self._make_page() if _wants_page(scope) else self._view
        await answers(scope, receive, send)


def add(router: Router, view: ASGIApp, build: Path, *, demo: bool) -> Explorer:
    """Put the explorer before `view`, its files under `/explorer`; `demo` offers a demo sign-in."""
    manifest = build / "manifest.json"
    if not manifest.is_file():
        log.warning("explorer not built, so its page needs the internet", remedy="make explorer")
        return Explorer(view, _strawberrys_page)
    html = TEMPLATE.substitute(json.loads(manifest.read_bytes()), demo=json.dumps(demo))
    router.routes.append(Mount("/explorer", Assets(directory=build / "assets")))
    return Explorer(view, lambda: page(html, POLICY, Vary="Accept"))


def _strawberrys_page() -> Response:
    """Inline scripts and other origins are what it consists of."""
    return page(get_graphql_ide_html(), "frame-ancestors 'none'", Vary="Accept")


def _wants_page(scope: Scope) -> bool:
    """Whether `text/html` is named, and no JSON preferred; `*/*` alone is a program."""
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    accepted = accept.read(Headers(scope=scope).get("accept"))
    html = accepted.named(accept.HTML)
    return html > 0 and html >= max(map(accepted.named, (accept.JSON, accept.GRAPHQL_JSON)))
