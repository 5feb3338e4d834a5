"""What is stored about a person, as they get to read it, table by table.

Whatever belongs to an account is in it (`db.belonging`), but for what NOT_EXPORTED names; and so is
what they live and work in, that belongs to nobody.
"""

import datetime as dt
import enum
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from auth.policy import FIELDS
from auth.rules import Rule
from base.naming import camel
from db.belonging import ToNobody
from db.models import (
    Base,
    DataExport,
    DataExportPart,
    EmailInvitation,
    Entity,
    IdempotencyKey,
    Location,
    Membership,
    OneTimeToken,
    Organization,
    OutboxMessage,
    Profile,
    RecoveryCode,
    RefreshToken,
    TwoFactor,
)
from db.types import format_instant

BATCH = 500
"""Rows that are read at once."""
NOT_EXPORTED: Mapping[type[Entity], str] = {
    RefreshToken: "hashes of secrets; what they are of is in `sessions`",
    OneTimeToken: "hashes of secrets",
    TwoFactor: "a sealed secret; that it is on is in `users`",
    RecoveryCode: "hashes of secrets; how many are left is in `users`",
    OutboxMessage: "sealed mails, gone once they have left",
    EmailInvitation: "addresses of others",
    IdempotencyKey: "marks, and sealed results of what is in other tables",
    DataExport: "exports themselves",
    DataExportPart: "exports themselves",
}


def shared(entity: type[Entity], user_id: str) -> ColumnElement[bool] | None:
    """Which rows that belong to nobody a person is in; None for an entity of accounts."""
    if entity is Location:
        at = select(Profile.location_id).where(Profile.user_id == user_id)
        return Location.id.in_(at)
    if entity is Organization:
        of = select(Membership.organization_id).where(
            Membership.user_id == user_id, Membership.is_active
        )
        return Organization.id.in_(of)
    return None


def exported_entities() -> list[type[Entity]]:
    """What is in an export, in its order."""
    by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    entities = [by_table[table] for table in Base.metadata.sorted_tables]
    return [entity for entity in entities if entity not in NOT_EXPORTED]


def rows(
    connection: Connection, entity: type[Entity], user_id: str, after: str | None
) -> list[dict[str, Any]]:
    """The next rows of a person, in the order of their ids, as JSON has them."""
    belongs = entity.belongs_to
    theirs = (
        shared(entity, user_id)
        if isinstance(belongs, ToNobody)
        else belongs.rows_of(entity, user_id)
    )
    if theirs is None:
        raise LookupError(f"resolvers/personal.py does not say which {entity.__name__} is whose")
    key = entity.column("id")
    statement = select(*entity.readable()).where(theirs).order_by(key).limit(BATCH)
    if after is not None:
        statement = statement.where(key > after)
    hidden = _of_actors(entity)
    return [
        {
            camel(str(name)): None
            if name in hidden and row._mapping["actor_id"] != user_id
            else _as_json(value)
            for name, value in row._mapping.items()
        }
        for row in connection.execute(statement)
    ]


def _of_actors(entity: type[Entity]) -> set[str]:
    """Columns that whoever did it reads alone, in their own account or in another's."""
    theirs = {name for name, rule in FIELDS.get(entity.__name__, {}).items() if rule is Rule.ACTOR}
    return {str(column.key) for column in entity.readable() if camel(str(column.key)) in theirs}


def _as_json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return format_instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.name if isinstance(value, enum.Enum) else value
