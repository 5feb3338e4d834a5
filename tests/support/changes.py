"""Mutations that one statement may do, and people whose rows they change."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLInputObjectType, GraphQLNonNull
from prometheus_client import REGISTRY
from sqlalchemy import update

from db.models import Contact, Entity, Job, Profile, Session, User
from resolvers.operation.events import Event
from tests.support.api import Api
from tests.support.lists import second
from tests.support.make import Make
from tests.support.rows import by_id

Row = dict[str, Any]
ENTITIES: tuple[type[Entity], ...] = (Profile, Contact, Job)
PAYLOADS = {
    "Profile": [
        "profile { id bio firstName dateOfBirth gender isPublic updatedAt deactivatedAt }",
        "written: profile { viewer: id contacts { value } jobs(first: 1) { title } updatedAt"
        " location { city } user { email } } __typename",
        "profile { bio user { profile { bio isPublic } } }",
    ],
    "Contact": [
        "contact { id type value isPrimary isActive updatedAt profile { bio } }",
        "contact { value profile { contacts { value type } } }",
    ],
    "Job": [
        "job { id title company industry startDate endDate updatedAt deactivatedAt }",
        "job { title profile { id jobs { title startDate } } }",
    ],
}
"""What may be selected; the last of each asks for rows of the same table again."""
VALUES: Mapping[str, list[Any]] = {
    "String": ["Ada", "Zoe\u0308", " ", "", "a@b.de ", "x\0", "\ud800", "https://a.de", "y" * 200],
    "Boolean": [True, False],
    "Date": ["2020-01-02", "2019-06-01", "2999-01-01", "no day"],
    "Gender": ["FEMALE", "OTHER", "NONE"],
}
KINDS = ["email", "phone", "Signal", None]


@dataclass
class Person:
    """Somebody with a profile, a contact and a job, and a token."""

    user: User
    rows: dict[type[Entity], Entity]
    token: str

    def of(self, field: GraphQLField) -> Entity:
        """The row that a mutation changes."""
        return self.rows[work(field).changed_row.entity]


def person(make: Make, **values: Any) -> Person:
    """Rows that were written long ago."""
    user, long_ago = make.user(**values), {"created_at": second(0), "updated_at": second(1)}
    profile = make.profile(user, bio="Before", **long_ago)
    contact = make.contact(profile, is_primary=True, **long_ago)
    job = make.job(profile, **long_ago)
    return Person(user, {Profile: profile, Contact: contact, Job: job}, make.token(user))


def signed_out(api: Api, make: Make, user: User) -> str:
    """A token of a session that has been ended."""
    session = make.session(user)
    ended = update(Session).where(Session.id == session.id).values(is_active=False)
    api.run(api.services.database.write(lambda transaction: transaction.execute(ended)))
    return make.token(user, session)


def declared(api: Api) -> dict[str, GraphQLField]:
    """The mutations that say that they change one row."""
    root = api.pipeline.execution.schema.mutation_type
    assert root is not None
    return {
        name: field for name, field in root.fields.items() if hasattr(work(field), "changed_row")
    }


def work(field: GraphQLField) -> Any:
    return field.extensions["declared"].function


def document(name: str, field: GraphQLField, payload: str) -> str:
    """An operation that takes all that it is given from variables of the same names."""
    names = ", ".join(f"${name}: {argument.type}" for name, argument in field.args.items())
    given = ", ".join(f"{name}: ${name}" for name in field.args)
    return f"mutation Change({names}) {{ {name}({given}) {{ {payload} errors {{ code path }} }} }}"


def arguments(field: GraphQLField, id: str, names: list[str], chance: random.Random) -> Row:
    """Values by chance: what fits, and what does not."""
    values: Row = {"id": id} if "id" in field.args else {"input": {"id": id}}
    inside = values.get("input", values)
    types = {name: argument.type for name, argument in field.args.items()}
    if "input" in values:
        inner = types["input"].of_type
        assert isinstance(inner, GraphQLInputObjectType)
        types = {name: item.type for name, item in inner.fields.items()}
    for name in names:
        inside[name] = _value(name, types[name], chance)
    return values


def shapes(field: GraphQLField) -> list[list[str]]:
    """Which arguments are given together, besides the id."""
    if "input" not in field.args:
        return [[name for name in field.args if name != "id"]]
    type_ = field.args["input"].type.of_type
    names = [name for name in type_.fields if name not in {"id", "location", "expectedUpdatedAt"}]
    pairs = [names[start : start + 2] for start in range(0, len(names), 2)]
    return [[], names[:1], *pairs, names[:3], [*names[:2], "expectedUpdatedAt"]]


def _value(name: str, type_: Any, chance: random.Random) -> Any:
    is_needed = isinstance(type_, GraphQLNonNull)
    kind = (type_.of_type if is_needed else type_).name
    if not is_needed and chance.random() < 0.15:
        return None
    if kind == "ID":
        return None
    if kind == "DateTime":
        return chance.choice(["2020-01-01T00:00:01Z", "2020-01-01T00:00:02Z"])
    if name == "type":
        return chance.choice(KINDS)
    good = chance.random() < 0.6
    return VALUES[kind][0] if good else chance.choice(VALUES[kind])


def rows_of(api: Api, someone: Person) -> list[Row]:
    """All columns of a person's rows, as they are now."""
    found = (by_id(api, type(row), row.id) for row in someone.rows.values())
    return [{c.name: getattr(row, c.name) for c in row.__table__.columns} for row in found]


def put_back(api: Api, someone: Person) -> None:
    """Let a person's rows be as they were made."""
    with api.services.database.engine.begin() as connection:
        for entity, row in someone.rows.items():
            values = {c.name: getattr(row, c.name) for c in entity.__table__.columns}
            table: Any = entity.__table__
            connection.execute(table.update().where(table.c.id == row.id).values(values))


def listen(api: Api) -> list[Event]:
    """What is told from now on."""
    heard: list[Event] = []
    api.services.bus.publish = heard.extend  # type: ignore[method-assign]
    return heard


def wired(api: Api) -> Api:
    """The application, once its loop has a connection of its own, or knows that it gets none."""
    wires = api.services.database._writing
    if wires is None:
        return api

    async def wait() -> None:
        for _ in range(1_000):
            if (wire := await wires.take()) is not None:
                wires.give_back(wire)
                return
            if not wires.may_be:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("there is no wire after ten seconds")

    api.run(wait())
    return api


def counted(way: str, reason: str = "") -> float:
    """How many operations went that way."""
    labels = {"way": way, "reason": reason}
    return REGISTRY.get_sample_value("aai_operation_ways_total", labels) or 0
