"""What an operation selects, as a tree of declared fields; no SQL yet.

Fragments are merged and `@skip` and `@include` decided, as the specification's CollectFields has it
(GraphQL §6.3.2), by graphql-core. What cannot be planned is Unplanned, with a reason to count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values

from auth.rules import Rule

TYPENAME = "__typename"
MOST_SELECTIONS = 40
"""Objects of one operation, each a subquery: to write one takes five milliseconds."""


class Unplanned(Exception):
    """An operation, or one with these variables, that goes another way; `reason`: why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a selection; without a `definition` it is the name of the type."""

    name: str
    """Under which it is answered."""
    definition: GraphQLField
    details: FieldDetails
    arguments: Mapping[str, Any]
    selection: "Selection | None"

    @property
    def declared(self) -> Any:
        """What the field was declared as."""
        return self.definition.extensions.get("declared")

    @property
    def rule(self) -> Rule | None:
        """Who may read it; None for what carries others."""
        rule: Rule | None = self.definition.extensions.get("rule")
        return rule

    @property
    def owner(self) -> str | None:
        """The column that says whose a row is, where the rule asks."""
        owner: str | None = self.definition.extensions.get("owner")
        return owner

    @property
    def operation(self) -> Rule | None:
        """Who may call it, at the root."""
        rule: Rule | None = self.definition.extensions.get("operation")
        return rule

    @property
    def is_certain(self) -> bool:
        """Whether it is never null."""
        return isinstance(self.definition.type, GraphQLNonNull)

    @property
    def is_list(self) -> bool:
        type_ = self.definition.type
        return isinstance(getattr(type_, "of_type", type_), GraphQLList) or isinstance(
            type_, GraphQLList
        )


@dataclass(frozen=True, eq=False)
class Selection:
    """Fields of one object type, in the order of the answer."""

    type_name: str
    fields: tuple[Field, ...]
    typenames: tuple[str, ...]
    """The response names of `__typename`."""
    order: tuple[str, ...]
    """All response names."""


class Reader:
    """Reads one operation with its variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = {name: FragmentDetails(node) for name, node in fragments.items()}
        self._variables = variables
        self._selections = 0

    def read(self, root: GraphQLObjectType) -> Selection:
        """The fields of the operation; Unplanned where there is something else."""
        found = collect_fields(
            self._schema, self._fragments, self._variables, root, self._operation
        )
        return self._selection(root, found)

    def below(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> Selection:
        """The fields under one, or under several that are answered as one."""
        found = collect_subfields(
            self._schema, self._fragments, self._variables, self._operation, type_, details
        )
        return self._selection(type_, found)

    def _selection(self, type_: GraphQLObjectType, found: Any) -> Selection:
        if found.new_defer_usages:
            raise Unplanned("incremental")
        self._selections += 1
        if self._selections > MOST_SELECTIONS:
            raise Unplanned("size")
        fields, typenames = [], []
        for name, details in found.grouped_field_set.items():
            node = details[0].node
            if node.name.value == TYPENAME:
                typenames.append(name)
            else:
                fields.append(self._field(type_, name, details))
        order = tuple(found.grouped_field_set)
        return Selection(type_.name, tuple(fields), tuple(typenames), order)

    def _field(self, type_: GraphQLObjectType, name: str, details: list[FieldDetails]) -> Field:
        node = details[0].node
        definition = type_.fields.get(node.name.value)
        if definition is None:
            raise Unplanned("introspection")
        for each in details:
            if any(x.name.value not in {"skip", "include"} for x in each.node.directives or ()):
                raise Unplanned("incremental")
        arguments = (
            get_argument_values(definition, node, self._variables) if definition.args else {}
        )
        named = get_named_type(definition.type)
        selection = None
        if node.selection_set is not None:
            if not isinstance(named, GraphQLObjectType):
                raise Unplanned("interface")
            selection = self.below(named, details)
        return Field(name, definition, details[0], arguments, selection)
