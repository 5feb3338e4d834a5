"""Where an export is read: by its signed address, while the session that it was made for lasts."""

from collections.abc import AsyncIterator
from functools import partial

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import Connection

from auth.signed_in import signed_in
from db.models import DataExport, DataExportPart, DataExportStatus, User
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
    first = await services.database.read(partial(_part, 0, *opened)) if opened else None
    if opened is None or first is None:
        return HttpRefusal(404, GONE).response(accept.of(request.headers))
    parts = _parts(services, *opened, first)
    return StreamingResponse(parts, media_type="application/json", headers=HEADERS)


async def _parts(
    services: Services, export_id: str, session_id: str, first: str
) -> AsyncIterator[str]:
    """One at a time: no more of an export is in memory than that.

    What ends before the last one, since it is theirs no more, is no JSON.
    """
    number = 0
    text: str | None = first
    while text is not None:
        yield text
        number += 1
        text = await services.database.read(partial(_part, number, export_id, session_id))


def _part(number: int, export_id: str, session_id: str, connection: Connection) -> str | None:
    """A part, if there is one and it is for whoever is signed in by the session at this moment."""
    theirs = (
        signed_in(DataExport.user_id, session_id, DataExportPart.content)
        .join(DataExport, DataExport.user_id == User.id)
        .join(DataExportPart, DataExportPart.data_export_id == DataExport.id)
        .where(
            DataExport.id == export_id,
            DataExport.status == DataExportStatus.READY,
            DataExport.expires_at > now(),
            DataExportPart.number == number,
        )
    )
    text: str | None = connection.execute(theirs).scalar_one_or_none()
    return text
