"""Planned or not, an operation is answered alike: data, errors, their paths and codes."""

import gc
import os
import random
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import pytest
from graphql import build_schema
from prometheus_client import REGISTRY

import schema
from resolvers.node import ENTITIES
from tests.support import world
from tests.support.api import Api
from tests.support.make import Make
from tests.support.operations import Chance
from tests.support.rows import every

SCHEMA = build_schema(schema.sdl())
PRAGMA = "PRAGMA foreign_keys="
COUNT = int(os.environ.get("OPERATIONS", "250"))
"""Operations on each database; more of them by hand."""
UNLIMITED = {"limit_cost": 10**9, "limit_depth": 50}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_plan_answers_as_the_fields_would_one_by_one(api: Api, api_with: Any, make: Make) -> None:
    """On the plain path graphql-core never waits for the siblings of a field that fails at once."""
    asks = everybody(make)
    ids = {name: [row.id for row in every(api, entity)] for name, entity in ENTITIES.items()}
    planned, plain = (api_with(planner=planner, **UNLIMITED) for planner in ("fused", "off"))
    before = fused()
    for number in range(COUNT):
        chance = random.Random(number)
        operation = Chance(SCHEMA, ids, chance).operation()
        token = chance.choice(asks)
        expected = answered(plain, operation.text, operation.variables, token)
        for answer in planned.thrice(operation.text, operation.variables, token):
            assert without_ids(answer) == expected, (number, operation)
    assert fused() - before > COUNT * 0.15  # or it would be said of the plain path alone
    gc.collect()  # they are found here, not in another test


def fused() -> float:
    """How many operations have been answered by a plan."""
    labels = {"way": "fused", "reason": ""}
    return REGISTRY.get_sample_value("aai_operation_ways_total", labels) or 0


def everybody(make: Make) -> Sequence[str | None]:
    """Tokens of nobody, a super admin, a member of organizations, and others who are there."""
    member = make.user()
    world.build(make, member)
    tokens = [make.token(user) for user in (make.admin(), member, make.user())]
    return [None, *tokens]


def answered(
    api: Api, document: str, variables: Mapping[str, Any], token: str | None
) -> dict[str, Any]:
    """The answer, to be compared with another one."""
    return without_ids(api.execute(document, dict(variables), token))


def without_ids(body: dict[str, Any]) -> dict[str, Any]:
    """A body without what no two have, and with its errors in one order."""
    for error in body.get("errors", ()):
        error.get("extensions", {}).pop("id", None)
    body["errors"] = sorted(body.get("errors", ()), key=lambda error: str(error.get("path")))
    return body


def test_a_row_that_ought_to_be_there_is_missed_by_its_field(api_with: Any, make: Make) -> None:
    """A non-null field whose row is gone fails as it does without a plan."""
    api = api_with(planner="fused")
    profile = make.profile(make.user())
    document = "query Q($id: ID!) { profile(id: $id) { id user { id } } }"
    remove(api, profile.user_id)
    for body in api.thrice(document, {"id": profile.id}):
        assert body["data"] == {"profile": None}


def remove(api: Api, user_id: str) -> None:
    """Take a user away, whatever refers to them."""
    engine = api.services.database.engine
    is_postgresql = engine.dialect.name == "postgresql"
    unheeded = "SET session_replication_role = replica" if is_postgresql else PRAGMA + "OFF"
    heeded = "SET session_replication_role = DEFAULT" if is_postgresql else PRAGMA + "ON"
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        for statement in (unheeded, f"DELETE FROM users WHERE id = '{user_id}'"):
            cursor.execute(statement)
        connection.commit()
        cursor.execute(heeded)
        connection.commit()
