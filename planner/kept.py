"""Plans of operations that are asked again; the least recently asked is forgotten first.

To plan takes longer than to execute once, so an operation is planned when it comes a second time,
beside its answer (`planner.making`): it has a plan from then on, as soon as that is made. A plan
keeps no operation: whoever parses them says how long they are worth their room.
"""

import weakref
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any, Protocol

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
)

from base.recent import Recent
from db.turns import Flow
from planner.making import Maker
from planner.plan import Plan
from planner.tree import Unplanned
from planner.varying import key_of, structural

MOST_KEPT = 500
LONGEST_KEPT_CHARACTERS = 20_000
"""Characters of a statement; it is kept in two forms, and by each connection."""
STRUCTURAL = "structural variables"
"""What this room keeps with an operation."""


class Operation(Protocol):
    """What is to be answered; `plans` is kept as long as the operation is."""

    node: OperationDefinitionNode
    document: DocumentNode
    plans: dict[Hashable, Any]

    @property
    def fragments(self) -> Mapping[str, FragmentDefinitionNode]: ...


Key = tuple["weakref.ref[Operation]", bool | None, Hashable]
"""An operation, a class of viewers, and the variables that make another statement."""
Make = Callable[[], Plan]


class Plans:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: Recent[Key, Plan | Unplanned | Future[Plan | Unplanned]] = Recent(MOST_KEPT)
        self._maker = Maker()

    def key(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        is_super_admin: bool | None,
        *also: Hashable,
    ) -> Key:
        """Under which a plan is kept; Unplanned where each request makes another one.

        `also`: what besides the variables makes another statement.
        """
        names = operation.plans.get(STRUCTURAL)
        if names is None:
            root = self._schema.get_root_type(operation.node.operation)
            assert root is not None
            names = structural(operation.document, operation.node, operation.fragments, root)
            operation.plans[STRUCTURAL] = names
        varying = key_of(names, variables)
        if varying is None:
            raise Unplanned("varies")
        return weakref.ref(operation), is_super_admin, (*varying, *also)

    def get(self, key: Key, make: Make, flow: Flow) -> Plan:
        """The plan that `make` is asked for when this comes again; Unplanned as long as none is.

        `flow`: who asks, as the work is shared out among them.
        """
        kept = self._kept.get(key)
        if kept is None:
            self._kept.put(key, NEW)
            raise Unplanned("new")
        if kept is NEW:
            kept = self._maker.begin(flow, partial(_made, make))
            if kept is None:
                raise Unplanned("busy")
            self._kept.put(key, kept)
        if isinstance(kept, Future):
            if not kept.done():
                raise Unplanned("making")
            kept = kept.result()
            self._kept.put(key, kept)
        if isinstance(kept, Unplanned):
            raise Unplanned(kept.reason)
        return kept

    def give_up(self, key: Key, reason: str) -> None:
        """Plan this no more."""
        self._kept.put(key, Unplanned(reason))

    def settle(self) -> None:
        """Wait until the plans are there that were asked for."""
        self._maker.settle()


NEW = Unplanned("new")


def _made(make: Make) -> Plan | Unplanned:
    """What cannot be planned is remembered as well."""
    try:
        plan = make()
    except Unplanned as unplanned:
        return Unplanned(unplanned.reason)
    return plan if len(plan.question.text) <= LONGEST_KEPT_CHARACTERS else Unplanned("size")
