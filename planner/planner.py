"""Answers queries by plans: a statement for all of one, and what it found goes out as it is.

Which class of viewers a token is of, is guessed from the last time and said by the statement
itself; a wrong guess is asked again. Whatever the plain path has to say, a refusal, a mistake of
the client or of ours, is left to it: then there is no answer here.
"""

import logging
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import orjson
from graphql import (
    GraphQLSchema,
    OperationType,
)
from graphql.execution.values import VariableValues, get_variable_values

from auth.access_tokens import Claims
from auth.signed_in import find_viewer
from base.errors import ServiceUnavailable, TopLevelError
from base.recent import Recent
from db.database import Database
from planner.asking import FAILED, Asker, Failed, Planned
from planner.kept import Operation, Plans
from planner.plan import CLASSES, SESSION, VIEWER, Plan, Planning
from planner.tree import Reader, Unplanned
from planner.writes import Writes

log = logging.getLogger("aai.planner")

MOST_GUESSES = 10_000
"""Sessions of which it is remembered who they are of."""


class Planner:
    def __init__(self, schema: GraphQLSchema, *, anonymous_reads: bool = True) -> None:
        """For one database, whichever it is."""
        self._schema = schema
        self._anonymous_reads = anonymous_reads
        self._guesses: Recent[str, bool] = Recent(MOST_GUESSES)
        assert schema.query_type is not None
        self._root = schema.query_type
        self._plans = Plans(schema)
        self._writes = Writes(schema, self._plans, self._guesses)

    async def answer(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        asker: Asker,
    ) -> Planned:
        """The data of a query or mutation for whoever asks; or none, and why."""
        kind = operation.node.operation
        if kind is OperationType.SUBSCRIPTION:
            return Planned(reason=kind.value)
        definitions = operation.node.variable_definitions
        values = get_variable_values(self._schema, definitions or (), dict(variables))
        if isinstance(values, list):
            return Planned(reason="refused")
        try:
            if kind is OperationType.MUTATION:
                return await self._writes.answer(operation, values, asker)
            return Planned(await self._data(operation, values, asker))
        except Unplanned as unplanned:
            return Planned(reason=unplanned.reason)

    async def _data(
        self,
        operation: Operation,
        variables: VariableValues,
        asker: Asker,
    ) -> dict[str, Any]:
        claims = asker.claims
        if claims is None:
            found = await self._row(operation, variables, None, {}, asker)
            return self._named(*found)
        who = {VIEWER: claims.user_id, SESSION: claims.session_id}
        guess = self._guesses.get(claims.session_id) or False
        for is_super_admin in (guess, not guess):
            began = time.monotonic()
            plan, (said, *row) = await self._row(operation, variables, is_super_admin, who, asker)
            if said is None:
                raise Unplanned("signed out")
            self._guesses.put(claims.session_id, bool(said))
            if bool(said) is is_super_admin:
                if time.monotonic() - began > asker.believed:
                    await self._confirm(claims, asker, is_super_admin=is_super_admin)
                return self._named(plan, row)
        raise Unplanned("changing")

    async def _confirm(self, claims: Claims, asker: Asker, *, is_super_admin: bool) -> None:
        """Ask again about a viewer who was found long ago; Unplanned where a right has gone."""
        find = partial(find_viewer, user_id=claims.user_id, session_id=claims.session_id)
        try:
            found = await asker.database.read(find, asker.flow)
        except ServiceUnavailable as error:
            raise Unplanned("away") from error
        if claims.has_expired or found is None:
            raise Unplanned("signed out")
        viewer, _ = found
        if is_super_admin and not viewer.is_super_admin:
            raise Unplanned("changing")

    async def _row(
        self,
        operation: Operation,
        variables: VariableValues,
        is_super_admin: bool | None,
        who: Mapping[str, Any],
        asker: Asker,
    ) -> tuple[Plan, Any]:
        """What the plan for a class of viewers finds; one that fails is not tried again."""
        key = self._plans.key(operation, variables.coerced, is_super_admin)
        make = partial(self._make, operation, variables, is_super_admin, asker.database)
        plan = self._plans.get(key, make, asker.flow)
        try:
            return plan, await self._ask(plan, variables, who, asker)
        except Failed:
            self._plans.give_up(key, FAILED)
            raise

    def _make(
        self,
        operation: Operation,
        variables: VariableValues,
        is_super_admin: bool | None,
        database: Database,
    ) -> Plan:
        viewer = CLASSES[is_super_admin]
        dialect = database.engine.dialect
        planning = Planning(dialect, viewer, anonymous_reads=self._anonymous_reads)
        reader = Reader(self._schema, operation.node, operation.fragments, variables)
        try:
            return planning.plan(reader.read(self._root))
        except Unplanned:
            raise
        except Exception as error:
            log.exception("an operation could not be planned")
            raise Failed from error

    async def _ask(
        self, plan: Plan, variables: VariableValues, who: Mapping[str, Any], asker: Asker
    ) -> Any:
        """The one row; whatever else a statement fails of, the plain path finds out."""
        given = dict(who)
        try:
            for name, late in plan.late.items():
                given[name] = late.make(_named_by(variables.coerced.get(late.variable)))
        except TopLevelError as error:
            raise Unplanned("refused") from error
        try:
            (row,) = await asker.database.ask(plan.question, given, asker.flow)
        except ServiceUnavailable as error:
            raise Unplanned("away") from error
        except Exception as error:
            log.info("a planned statement failed: %s", type(error).__name__)
            raise Failed from error
        return row

    def settle(self) -> None:
        """Wait until whatever was asked for again has its plan, if it gets one."""
        self._plans.settle()

    def _named(self, plan: Plan, row: Any) -> dict[str, Any]:
        found = dict(zip(plan.roots, row, strict=True))
        return {
            name: plan.typenames[name] if name in plan.typenames else _json(found[name])
            for name in plan.names
        }


def _named_by(value: Any) -> str:
    """The key that names a row; Unplanned without one, so that graphql-core says what is wrong."""
    if not isinstance(value, str):
        raise Unplanned("refused")
    return value


def _json(text: str | None) -> Any:
    """JSON that goes to the wire as it is."""
    return None if text is None else orjson.Fragment(text)
