"""The documents beside the code, as they are, for people who have the running server alone."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from server.pages.page import HEADERS
from server.settings import ROOT

FILES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DOCUMENTS = {path.name: path for path in FILES if path.is_file()}
"""What is served; an installation may be without them."""


def title(path: Path) -> str:
    """The heading that a document begins with; that of the README is the name of it all."""
    if path.name == "README.md":
        return path.stem
    with path.open(encoding="utf-8") as lines:
        return lines.readline().lstrip("# ").strip()


def links() -> list[tuple[str, str]]:
    """The address and title of each document."""
    return [(f"docs/{name}", title(path)) for name, path in DOCUMENTS.items()]


async def _document(request: Request) -> Response:
    path = DOCUMENTS.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type="text/plain; charset=utf-8", headers=HEADERS)


ROUTE = Route("/docs/{name}", _document)
