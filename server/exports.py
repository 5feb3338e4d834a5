"""Where an export is read: by its signed address, while the session that it was made for lasts."""

from collections.abc import AsyncIterator
from functools import partial

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import Connection, select

from auth.signed_in import find_viewer
from db.models import DataExport, DataExportPart, DataExportStatus
from db.types import now
from resolvers import data_export
from resolvers.operation.services import Services
from server import accept
from server.http_refusal import HttpRefusal

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Disposition": 'attachment; filename="export.json"',
    "Referrer-Policy": "no-referrer",
}
GONE = "There is no such export, or its address is no longer good: ask for a new one."


async def endpoint(request: Request) -> Response:
    """The JSON, piece by piece; 404 for whatever is not, or no longer, for whoever asks."""
    services: Services = request.app.state.services
    opened = data_export.opened(services.seal, request.path_params["signed"])
    if opened is None or not await services.database.read(partial(_is_theirs, *opened)):
        return HttpRefusal(404, GONE).response(accept.of(request.headers))
    parts = _parts(services, opened[0])
    return StreamingResponse(parts, media_type="application/json", headers=HEADERS)


def _is_theirs(export_id: str, session_id: str, connection: Connection) -> bool:
    owner = select(DataExport.user_id).where(
        DataExport.id == export_id,
        DataExport.status == DataExportStatus.READY,
        DataExport.expires_at > now(),
    )
    user_id = connection.execute(owner).scalar_one_or_none()
    return user_id is not None and find_viewer(connection, user_id, session_id) is not None


async def _parts(services: Services, export_id: str) -> AsyncIterator[str]:
    """One at a time: no more of an export is in memory than that."""
    number = 0
    while (text := await services.database.read(partial(_part, export_id, number))) is not None:
        yield text
        number += 1


def _part(export_id: str, number: int, connection: Connection) -> str | None:
    found = select(DataExportPart.content).where(
        DataExportPart.data_export_id == export_id, DataExportPart.number == number
    )
    text: str | None = connection.execute(found).scalar_one_or_none()
    return text
