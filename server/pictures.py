"""Where pictures are read, and how the files go that no profile shows any more."""

import logging
import re
from dataclasses import dataclass
from functools import partial

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Connection, delete, exists, orm, select

from base.errors import PicturesUnavailable
from base.repeat import repeat
from db.database import Database
from db.models import Picture, Profile
from db.types import now
from pictures.store import MEDIA_TYPE, Pictures, Unavailable
from resolvers.operation.services import Services
from server import accept
from server.http_refusal import HttpRefusal

log = logging.getLogger("aai.pictures")

NAME = re.compile(r"[0-9a-f]{40}\.webp")
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""A file never changes; pages of every origin may show it, and nobody may run anything in it."""
GONE = "There is no such picture."
BATCH = 100


async def endpoint(request: Request) -> Response:
    """The picture; 404 for what is none, or is shown no more, 503 where nobody can tell."""
    name = request.path_params["name"]
    services: Services = request.app.state.services
    content = None
    try:
        if await _is_there(services, name):
            content = await services.pictures.read(name)
    except Unavailable as error:
        log.warning("a picture cannot be read: %s", error)
        refusal = HttpRefusal(503, PicturesUnavailable.message)
        return refusal.response(accept.of(request.headers))
    if content is None:
        return HttpRefusal(404, GONE).response(accept.of(request.headers))
    return Response(content, media_type=MEDIA_TYPE, headers=HEADERS)


async def _is_there(services: Services, name: str) -> bool:
    if NAME.fullmatch(name) is None:
        return False
    return await services.database.read(partial(_is_shown, name))


def _is_shown(name: str, connection: Connection) -> bool:
    """Whether a profile shows it, and neither that nor its account is closed."""
    shown = exists().where(
        Picture.name == name,
        Picture.remove_at.is_(None),
        Picture.profile.has(Profile.is_active & Profile.user.has(is_active=True)),
    )
    return bool(connection.execute(select(shown)).scalar_one())


@dataclass(frozen=True)
class Clearing:
    """Removes files beside the requests: those that were replaced, erased, or never shown."""

    database: Database
    pictures: Pictures

    async def watch(self) -> None:
        """Remove what is due until cancelled."""
        await repeat(self.remove_some, log, "pictures")

    async def remove_some(self) -> bool:
        """Remove the files that are due, and then forget them; whether there were any."""
        names = await self.database.read(_due)
        for name in names:
            await self.pictures.remove(name)
        if names:
            await self.database.write(partial(_forget, names=names))
        return len(names) == BATCH


def _due(connection: Connection) -> list[str]:
    due = select(Picture.name).where(Picture.remove_at <= now()).order_by(Picture.remove_at)
    return list(connection.execute(due.limit(BATCH)).scalars())


def _forget(session: orm.Session, names: list[str]) -> None:
    session.execute(
        delete(Picture)
        .where(Picture.name.in_(names), Picture.remove_at <= now())
        .execution_options(synchronize_session=False)
    )
