"""What the database holds now, whoever may see it."""

from typing import Any, TypeVar

from sqlalchemy import orm, select

from db.models import AuditEvent, Base, Entity
from tests.support.api import Api

E = TypeVar("E", bound=Entity)


def stored(api: Api, row: E) -> E:
    """The same row, read again."""
    return by_id(api, type(row), row.id)


def by_id(api: Api, entity: type[E], id: str) -> E:
    with orm.Session(api.services.database.engine) as transaction:
        return transaction.get_one(entity, id)


def every(api: Api, entity: type[E], **equal: Any) -> list[E]:
    """All rows of an entity, in the order they were made."""
    statement = select(entity).filter_by(**equal).order_by(entity.id)
    with orm.Session(api.services.database.engine) as transaction:
        return list(transaction.scalars(statement))


def trail(api: Api) -> list[tuple[str, str | None, str | None, str | None]]:
    """Action, actor, subject and account of all audit events, oldest first."""
    return [
        (event.action, event.actor_id, event.subject_id, event.account_id)
        for event in every(api, AuditEvent)
    ]


def everything(api: Api) -> dict[str, list[Any]]:
    """Every row of every table."""
    with api.services.database.engine.connect() as connection:
        return {
            table.name: list(connection.execute(table.select().order_by(*table.primary_key)))
            for table in Base.metadata.sorted_tables
        }


def asked_for(api: Api) -> dict[str, list[Any]]:
    """As `everything`, without what becomes of an export at whatever moment it is made."""
    rows = everything(api)
    del rows["data_export_parts"]
    rows["data_exports"] = [row.id for row in rows["data_exports"]]
    return rows
