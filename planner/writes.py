"""Answers mutations that change one row: one word to the database, which does all or nothing.

Whatever is refused, odd or fails is left to the plain path, with nothing written. But a word that
was sent and not answered may have been done: then that is the answer, and nobody tries again.
"""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

import orjson
from graphql import GraphQLSchema, located_error
from graphql.execution.values import VariableValues

from auth.access_tokens import Claims
from base.errors import ServiceUnavailable
from base.recent import Recent
from db.base import Entity
from db.prepared import Question
from planner.asking import Asker, Failed, Planned
from planner.kept import Operation, Plans
from planner.mutation import Given, Only, given, only_field
from planner.plan import CLASSES, SESSION, VIEWER, Plan
from planner.tree import Reader, Unplanned
from planner.update import EXPECTED, ROW, SET, Update, lacking
from resolvers.operation import events
from resolvers.operation.sharing import begin, join

log = logging.getLogger("aai.planner")

OF_VALUES = {"22", "23", "54"}
"""Classes of errors that values are at fault for, and no statement: constraints, and sizes."""


class Writes:
    def __init__(self, schema: GraphQLSchema, plans: Plans, guesses: Recent[str, bool]) -> None:
        """`guesses`: whether the viewer of a session is a super admin, as was last found."""
        self._schema = schema
        self._plans = plans
        self._guesses = guesses
        self._root = schema.mutation_type
        self._lacking: dict[tuple[type[Entity], tuple[str, ...]], Question] = {}

    async def answer(
        self, operation: Operation, variables: VariableValues, asker: Asker
    ) -> Planned:
        """The payload of what was written; or none, and why, where nothing was.

        It goes on to its end also where nobody waits for it any more.
        """
        assert self._root is not None
        only = only_field(operation, self._root)
        if asker.claims is None or not asker.database.may_change:
            raise Unplanned("refused" if asker.claims is None else "database")
        try:
            change = given(only, variables)
        except Unplanned:
            raise
        except Exception as error:  # the work fails of it too, and says where
            raise Failed from error
        write = self._write(operation, variables, asker, asker.claims, only, change)
        try:
            return Planned({only.name: await join(begin(write))})
        except ServiceUnavailable as error:
            told = located_error(error, [only.node], [only.name])
            return Planned({only.name: None}, errors=[told])

    async def _write(
        self,
        operation: Operation,
        variables: VariableValues,
        asker: Asker,
        claims: Claims,
        only: Only,
        change: Given,
    ) -> Any:
        """The payload, as JSON."""
        shape = change.names, change.lacking, change.expected is not None
        values: dict[str, Any] | None = None
        guess = self._guesses.get(claims.session_id) or False
        for is_super_admin in (guess, not guess):
            key = self._plans.key(operation, variables.coerced, is_super_admin, *shape)
            viewer, dialect = CLASSES[is_super_admin], asker.database.engine.dialect
            update = Update(dialect, viewer, only.change)
            make = partial(self._make, operation, variables, update, change)
            plan = self._plans.get(key, make, asker.flow)
            if values is None:
                values = await self._values(only, change, claims, asker)
            try:
                said, payload = await self._ask(plan, values, asker)
            except Failed as failed:
                self._plans.give_up(key, failed.reason)
                raise
            if said is None:
                raise Unplanned("signed out")
            self._guesses.put(claims.session_id, bool(said))
            if payload is not None:
                told = events.of_row(only.action, only.change.entity, change.id, claims.user_id)
                asker.publish(told)
                return orjson.Fragment(payload)
            if bool(said) is is_super_admin:
                raise Unplanned("no row")
        raise Unplanned("changing")

    async def _values(
        self, only: Only, change: Given, claims: Claims, asker: Asker
    ) -> dict[str, Any]:
        """What the statement is given: what is lacking, the row is asked for in a word before."""
        row: Mapping[str, Any] = {}
        if change.lacking:
            asked = only.change.entity, change.lacking
            if asked not in self._lacking:
                self._lacking[asked] = lacking(asker.database.engine.dialect, *asked)
            try:
                found = await asker.database.ask(self._lacking[asked], {ROW: change.id}, asker.flow)
            except Exception as error:
                raise Unplanned("away") from error
            if not found:
                raise Unplanned("no row")
            row = dict(zip(change.lacking, found[0], strict=True))
        values = {f"{SET}{name}": value for name, value in change.columns(row).items()}
        who = {VIEWER: claims.user_id, SESSION: claims.session_id}
        return {**values, **who, ROW: change.id, EXPECTED: change.expected}

    async def _ask(self, plan: Plan, values: dict[str, Any], asker: Asker) -> Any:
        """Who asked, and what was written; Unplanned where it is known that nothing was.

        ServiceUnavailable where it is not known.
        """
        try:
            rows = await asker.database.change(plan.question, values, asker.flow)
        except ServiceUnavailable:
            raise
        except Exception as error:
            if (getattr(error, "pgcode", None) or "")[:2] in OF_VALUES:
                raise Unplanned("refused") from error
            log.info("a planned change failed: %s", type(error).__name__)
            raise Failed from error
        if rows is None:
            raise Unplanned("in the way")
        (row,) = rows
        return row

    def _make(
        self, operation: Operation, variables: VariableValues, update: Update, change: Given
    ) -> Plan:
        assert self._root is not None
        reader = Reader(self._schema, operation.node, operation.fragments, variables)
        try:
            return update.plan(reader.read(self._root), change)
        except Unplanned:
            raise
        except Exception as error:
            log.exception("a change could not be planned")
            raise Failed from error
