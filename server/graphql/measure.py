"""The measures of a selection set: one pass, however often its fragments are spread.

An object costs 1; a list multiplies what is under it by `first`, `last` or `size`, by the number
of `ids`, or by 10. A part that may come later costs 10, where it is deferred. Of introspection the
cost alone counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLDeferDirective,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_introspection_type,
)

from resolvers.listing import DEFAULT_SIZE, LARGEST_SIZE
from server.graphql.values import Values

SIZES = ("first", "last", "size", "ids")
"""Arguments that say how many items a list has."""
UNFANNED = "ofType"
"""Leads from one type to at most one other, however deep."""
DEFERRED = 10
"""What keeping track of a part that comes later costs, in objects."""
META_FIELDS: Mapping[str, GraphQLField] = {
    "__schema": SchemaMetaFieldDef,
    "__type": TypeMetaFieldDef,
}


@dataclass
class Size:
    """The measures of a selection set, fragments expanded (but for `spreads`)."""

    cost: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    repeats: int = 0
    """Fields under a name that the same selection set has already, with all under them."""
    spreads: int = 0
    names: dict[str, int] = field(default_factory=dict)
    """The names in the answer, each with the number of fields under it and itself."""
    width: int = 0
    """Fields at the top, however often named."""

    def add(self, other: "Size") -> None:
        """Take in a part of the same selection set."""
        self.cost += other.cost
        self.depth = max(self.depth, other.depth)
        self.aliases += other.aliases
        self.directives += other.directives
        self.fields += other.fields
        self.repeats += other.repeats
        self.width += other.width
        for name, fields in other.names.items():
            if name in self.names:
                self.repeats += fields
            self.names[name] = max(fields, self.names.get(name, 0))


class Measuring:
    """One document under way."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        variables: Mapping[str, Any],
        most_values: int,
    ) -> None:
        self.definitions = [
            node
            for node in document.definitions
            if isinstance(node, (OperationDefinitionNode, FragmentDefinitionNode))
        ]
        self._schema = schema
        self._variables = variables
        self.values = Values(schema, variables, most_values)
        self._fragments = {
            node.name.value: node
            for node in self.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        for node in self.definitions:
            if isinstance(node, OperationDefinitionNode):
                self.values.add_variables(node.variable_definitions or ())
        self._spread: dict[tuple[str, int | None], Size] = {}

    @property
    def fragments(self) -> int:
        """How many there are; each must be spread somewhere."""
        return len(self._fragments)

    def definition(self, node: OperationDefinitionNode | FragmentDefinitionNode) -> Size:
        if isinstance(node, FragmentDefinitionNode):
            return self._fragment(node.name.value, None)
        root = self._schema.get_root_type(node.operation)
        size = self._selections(node.selection_set, root, None)
        size.directives += len(node.directives or ())
        return size

    def _fragment(self, name: str, limit: int | None) -> Size:
        """Measured once for each size of list that it is spread in; nothing inside of itself."""
        if (name, limit) not in self._spread:
            self._spread[name, limit] = Size()
            if node := self._fragments.get(name):
                type_ = self._schema.get_type(node.type_condition.name.value)
                self._spread[name, limit] = self._selections(node.selection_set, type_, limit)
        return self._spread[name, limit]

    def _selections(
        self, selections: SelectionSetNode, type_: GraphQLNamedType | None, limit: int | None
    ) -> Size:
        """`limit`: how many items the lists have that are fields of `type_`, if that is known."""
        size = Size()
        for node in selections.selections:
            for directive in node.directives or ():
                self.values.add_arguments(directive.arguments or (), {})
                size.directives += 1
                size.cost += DEFERRED * (directive.name.value == GraphQLDeferDirective.name)
            match node:
                case FieldNode():
                    size.add(self._field(node, type_, limit))
                case InlineFragmentNode():
                    condition = node.type_condition
                    inner = self._schema.get_type(condition.name.value) if condition else type_
                    part = self._selections(node.selection_set, inner, limit)
                    size.add(part)
                    size.spreads += part.spreads
                case FragmentSpreadNode():
                    size.add(self._fragment(node.name.value, limit))
                    size.spreads += 1
        return size

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, limit: int | None) -> Size:
        definition = self._definition(parent, node.name.value)
        self.values.add_arguments(node.arguments or (), definition.args if definition else {})
        own = self._limit(definition, node)
        type_ = definition.type if definition else None
        is_list = _is_list(type_)
        under = Size()
        if node.selection_set:
            named = get_named_type(type_) if type_ else None
            under = self._selections(node.selection_set, named, None if is_list else own)
        if type_ is not None and is_composite_type(get_named_type(type_)):
            each = under.cost + (node.name.value != UNFANNED)
            under.cost = each * (own or limit or DEFAULT_SIZE) if is_list else each
        under.fields += 1
        under.names = {(node.alias or node.name).value: under.fields}
        under.width = 1
        if node.name.value in META_FIELDS or (parent and is_introspection_type(parent)):
            under.depth = under.aliases = under.directives = 0
        under.depth += 1
        under.aliases += node.alias is not None
        return under

    def _definition(self, parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        if name in META_FIELDS:
            return META_FIELDS[name]
        if isinstance(parent, (GraphQLObjectType, GraphQLInterfaceType)):
            return cast("GraphQLField | None", parent.fields.get(name))
        return None

    def _limit(self, definition: GraphQLField | None, node: FieldNode) -> int | None:
        """How many items the arguments of a field ask for; what is absurd is refused elsewhere."""
        if definition is None or not any(name in definition.args for name in SIZES):
            return None
        for argument in node.arguments or ():
            if argument.name.value in SIZES:
                count = self._count(argument.value)
                if count is not None:
                    return max(1, min(count, LARGEST_SIZE))
        return DEFAULT_SIZE

    def _count(self, value: ValueNode) -> int | None:
        match value:
            case IntValueNode() if len(value.value) < 5:
                return int(value.value)
            case IntValueNode():
                return LARGEST_SIZE
            case ListValueNode():
                return len(value.values)
            case VariableNode():
                given = self._variables.get(value.name.value, self._default(value.name.value))
                return len(given) if isinstance(given, list) else _as_int(given)
        return None

    def _default(self, name: str) -> int | None:
        """The default of a variable in any operation of the document: the largest."""
        return max(
            (
                count
                for operation in self.definitions
                if isinstance(operation, OperationDefinitionNode)
                for variable in operation.variable_definitions or ()
                if variable.variable.name.value == name
                and isinstance(variable.default_value, (IntValueNode, ListValueNode))
                and (count := self._count(variable.default_value)) is not None
            ),
            default=None,
        )


def _as_int(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _is_list(type_: Any) -> bool:
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    return isinstance(type_, GraphQLList)
