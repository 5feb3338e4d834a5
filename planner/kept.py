"""Plans of operations that are asked again; the least recently asked is forgotten first.

To plan takes longer than to execute once, so an operation is planned when it comes a second time,
and in a thread of its own: others are answered meanwhile.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
)

from base.recent import Recent
from planner.plan import Plan
from planner.tree import Unplanned
from planner.varying import key_of, structural

MOST_KEPT = 500
LONGEST_KEPT = 20_000
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


Key = tuple[Operation, bool | None, Hashable]
"""An operation, a class of viewers, and the variables that make another statement."""
Make = Callable[[], Plan]


class Plans:
    def __init__(self, root: GraphQLObjectType) -> None:
        """`root`: the type of queries."""
        self._root = root
        self._kept: Recent[Key, Plan | Unplanned] = Recent(MOST_KEPT)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plan")

    def key(
        self, operation: Operation, variables: Mapping[str, Any], is_super_admin: bool | None
    ) -> Key:
        """Under which a plan is kept; Unplanned where each request makes another one."""
        names = operation.plans.get(STRUCTURAL)
        if names is None:
            names = structural(operation.document, operation.node, operation.fragments, self._root)
            operation.plans[STRUCTURAL] = names
        varying = key_of(names, variables)
        if varying is None:
            raise Unplanned("varies")
        return operation, is_super_admin, varying

    async def get(self, key: Key, make: Make) -> Plan:
        """The plan that `make` makes when it is asked for again; Unplanned where there is none."""
        plan = self._kept.get(key)
        if plan is None:
            self._kept.put(key, NEW)
            raise Unplanned("new")
        if plan is NEW:
            plan = await asyncio.get_running_loop().run_in_executor(self._thread, _made, make)
            self._kept.put(key, plan)
        if isinstance(plan, Unplanned):
            raise Unplanned(plan.reason)
        return plan

    def give_up(self, key: Key, reason: str) -> None:
        """Plan this no more."""
        self._kept.put(key, Unplanned(reason))


NEW = Unplanned("new")


def _made(make: Make) -> Plan | Unplanned:
    """What cannot be planned is remembered as well."""
    try:
        plan = make()
    except Unplanned as unplanned:
        return Unplanned(unplanned.reason)
    return plan if len(plan.question.text) <= LONGEST_KEPT else Unplanned("size")
