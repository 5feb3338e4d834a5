"""Makes exports beside the requests, batch by batch, and lets them go after a day.

A claim is a time until which no other process begins it: one that is killed in the midst leaves it
to the next, which makes it anew from the start.
"""

import datetime as dt
import json
import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, exists, or_, orm, select, update

from base.naming import camel
from base.repeat import repeat
from db.database import Database
from db.models import DataExport, DataExportPart, DataExportStatus, Entity
from db.types import format_instant, now
from resolvers.personal import BATCH, exported_entities, rows

log = logging.getLogger("aai.exports")

CLAIM = dt.timedelta(minutes=5)
KEPT_FOR = dt.timedelta(days=1)
MOST_ATTEMPTS = 3
PENDING, READY = DataExportStatus.PENDING, DataExportStatus.READY


@dataclass(frozen=True)
class Exporting:
    database: Database

    async def watch(self) -> None:
        """Make what is asked for until cancelled."""
        await repeat(self.make_one, log, "exports")

    async def make_one(self) -> bool:
        """Make one that is due, or let go of what has expired; whether there was anything."""
        if not await self.database.read(_is_any_due):
            return False
        await self.database.write(_forget_expired)
        claimed = await self.database.write(_claim)
        if claimed is None:
            return False
        export_id, user_id = claimed
        number = 0
        text = f'{{"exportedAt": {json.dumps(format_instant(now()))}'
        for entity in exported_entities():
            text += f",\n{json.dumps(camel(entity.__tablename__))}: ["
            after: str | None = None
            while found := await self.database.read(partial(_rows, entity, user_id, after)):
                text += ("" if after is None else ",\n") + ",\n".join(map(json.dumps, found))
                await self._add(export_id, number, text)
                number, text, after = number + 1, "", found[-1]["id"]
                if len(found) < BATCH:
                    break
            text += "]"
        await self._add(export_id, number, text + "}\n")
        await self.database.write(partial(_finish, export_id=export_id))
        return True

    async def _add(self, export_id: str, number: int, text: str) -> None:
        part = DataExportPart(data_export_id=export_id, number=number, content=text)
        await self.database.write(lambda session: session.add(part))


def _rows(
    entity: type[Entity], user_id: str, after: str | None, connection: Connection
) -> list[dict[str, Any]]:
    return rows(connection, entity, user_id, after)


def _is_any_due(connection: Connection) -> bool:
    due = or_(
        (DataExport.status == PENDING) & (DataExport.due_at <= now()),
        (DataExport.status == READY) & (DataExport.expires_at <= now()),
    )
    return bool(connection.execute(select(exists().where(due))).scalar_one())


def _forget_expired(session: orm.Session) -> None:
    expired = select(DataExport.id).where(
        DataExport.status == READY, DataExport.expires_at <= now()
    )
    ids = session.scalars(expired.limit(BATCH).with_for_update(skip_locked=True)).all()
    _forget_parts(session, *ids)
    session.execute(
        update(DataExport)
        .where(DataExport.id.in_(ids))
        .values(status=DataExportStatus.EXPIRED, updated_at=now())
        .execution_options(synchronize_session=False)
    )


def _forget_parts(session: orm.Session, *ids: str) -> None:
    session.execute(
        delete(DataExportPart)
        .where(DataExportPart.data_export_id.in_(ids))
        .execution_options(synchronize_session=False)
    )


def _claim(session: orm.Session) -> tuple[str, str] | None:
    """The next export to make, and whose it is; one that has failed too often is given up."""
    due = (
        select(DataExport)
        .where(DataExport.status == PENDING, DataExport.due_at <= now())
        .order_by(DataExport.due_at, DataExport.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    export = session.scalars(due).one_or_none()
    if export is None:
        return None
    _forget_parts(session, export.id)
    if export.attempts >= MOST_ATTEMPTS:
        export.change({"status": DataExportStatus.FAILED})
        log.error("an export has failed %s times and is given up", MOST_ATTEMPTS)
        return None
    export.change({"attempts": export.attempts + 1, "due_at": now() + CLAIM})
    return export.id, export.user_id


def _finish(session: orm.Session, export_id: str) -> None:
    """Say that it is ready, unless the account was erased meanwhile, and its exports with it."""
    export = session.get(DataExport, export_id)
    if export is not None:
        export.change({"status": READY, "expires_at": now() + KEPT_FOR})
