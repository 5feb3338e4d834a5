"""What a mutation with one field is given, where its work changes one row and nothing else.

Everything that can be wrong with it by itself is found here, by the work's own rules; and whatever
is wrong is Unplanned: on the plain path the work says so.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLField, GraphQLObjectType
from graphql.execution.values import VariableValues, get_argument_values

from base.errors import AaiError
from db.models import Action, Entity
from planner.arguments import plain
from planner.kept import Operation
from planner.tree import Unplanned
from resolvers.fields.declared import Mutated
from resolvers.operation.audited import Audited
from resolvers.operation.one_row import ConcernsMore, RowChange

ONLY = "the only field"
"""What this room keeps with an operation."""
INPUT = "input"
MOST_SHAPES = 1_000
"""Sets of columns of which it is remembered what is set with them."""


@dataclass(frozen=True)
class Only:
    """The only field of a mutation."""

    node: FieldNode
    definition: GraphQLField
    change: RowChange
    action: Action

    @property
    def name(self) -> str:
        """Under which it is answered."""
        return self.node.alias.value if self.node.alias else self.node.name.value


@dataclass(frozen=True)
class Given:
    """Which row is changed, and how."""

    id: str
    expected: dt.datetime | None
    names: tuple[str, ...]
    """The columns that are set, with the copies that are made of them."""
    lacking: tuple[str, ...]
    """Those of them that the client did not give: each is to be as it is in the row."""
    _change: RowChange
    _values: Mapping[str, Any]
    _columns: Mapping[str, Any]
    """What the change makes of the values alone."""

    def columns(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """What is set, as it is stored; `row`: what is lacking. Unplanned as `given`."""
        found = _columns(self._change, {**row, **self._values}) if row else self._columns
        return self._change.entity.stored({**row, **found})


def only_field(operation: Operation, root: GraphQLObjectType) -> Only:
    """The field; Unplanned where there are more, or one whose work has more to do."""
    found = operation.plans.get(ONLY)
    if found is None:
        found = operation.plans[ONLY] = _only(operation, root)
    if isinstance(found, str):
        raise Unplanned(found)
    only: Only = found
    return only


def _only(operation: Operation, root: GraphQLObjectType) -> Only | str:
    """The field, or the reason why it is not planned."""
    nodes = operation.node.selection_set.selections
    node = nodes[0]
    if len(nodes) != 1 or not isinstance(node, FieldNode):
        return "several"
    if any(each.name.value not in {"skip", "include"} for each in node.directives or ()):
        return "directive"
    definition = root.fields.get(node.name.value)
    declared = definition.extensions.get("declared") if definition else None
    if definition is None or not isinstance(declared, Mutated):
        return "introspection"
    change: RowChange | None = getattr(declared.function, "changed_row", None)
    audited: Audited | None = getattr(declared.function, "audited", None)
    if change is None or audited is None or audited.always:
        return "mutation"
    return Only(node, definition, change, audited.action)


def given(only: Only, variables: VariableValues) -> Given:
    """What the field is given; Unplanned where that is refused, or concerns more than one row."""
    try:
        arguments = get_argument_values(only.definition, only.node, variables)
    except GraphQLError as error:
        raise Unplanned("refused") from error
    values = plain(only.definition, arguments, blank_clears=True)
    values |= values.pop(INPUT, None) or {}
    id, expected = values.pop("id"), values.pop("expected_updated_at", None)
    columns = _columns(only.change, values)
    if not columns:
        raise Unplanned("nothing")
    names, lacking = _written(only.change.entity, frozenset(columns))
    return Given(id, expected, names, lacking, only.change, values, columns)


@lru_cache(MOST_SHAPES)
def _written(entity: type[Entity], names: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """The columns that are set where `names` are given, and those of them that are not given."""
    lacking = entity.copied_with(names)
    return tuple(sorted(lacking | names | entity.copied(names))), tuple(sorted(lacking))


def _columns(change: RowChange, values: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return change.columns(**values)
    except AaiError as error:
        raise Unplanned("refused") from error
    except ConcernsMore as more:
        raise Unplanned(more.reason) from more
