"""A statement may be made once and asked for days: no rule in it holds the hour it was made."""

import datetime as dt
import inspect
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from auth.signed_in import signed_in
from db.models import Base, Entity
from db.types import now, this_instant
from db.viewer import ANONYMOUS, Viewer
from tests.support.api import Api

VIEWERS = [ANONYMOUS, *(Viewer("id", "session", is_admin) for is_admin in (False, True))]


def rules() -> Iterator[tuple[str, Any]]:
    """Whatever a viewer alone decides of the rows of an entity."""
    for mapper in Base.registry.mappers:
        entity = mapper.class_
        if not issubclass(entity, Entity):
            continue
        for name, rule in inspect.getmembers(entity, inspect.ismethod):
            if list(inspect.signature(rule).parameters) != ["viewer"]:
                continue
            for viewer in VIEWERS:
                with suppress(NotImplementedError):  # rows that nobody has by this route
                    yield f"{entity.__name__}.{name}", rule(viewer)
    yield "signed_in", signed_in("id", "session")


def test_rules_hold_no_instant() -> None:
    seen = 0
    for name, rule in rules():
        for element in visitors.iterate(rule):
            if isinstance(element, sa.BindParameter) and element.callable is None:
                assert not isinstance(element.value, dt.datetime), name
            seen += isinstance(element, sa.BindParameter) and element.callable is not None
    assert seen  # or rules ask for no instant at all


def test_a_statement_asks_for_the_instant_each_time(api: Api) -> None:
    statement = sa.select(this_instant())
    with api.services.database.engine.connect() as connection:
        for _ in range(2):
            before = now()
            assert before <= connection.scalar(statement) <= now()
