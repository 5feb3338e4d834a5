"""How many objects introspection returns: counted on the schema itself, which never changes.

Types lead to types without end, so that no multiplication would be a price.
"""

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    StringValueNode,
    TypeMetaFieldDef,
    get_named_type,
    is_composite_type,
)

from schema.sizes import is_list
from server.graphql.limits.figures import Steps

META_FIELDS: Mapping[str, GraphQLField] = {
    "__schema": SchemaMetaFieldDef,
    "__type": TypeMetaFieldDef,
}
OBJECT = 3
"""The price of an object of introspection: all of them are made at once, on the event loop."""
WIDE = 10
"""Fields of an object that cost as much as the object."""
Leading = tuple[GraphQLField, SelectionSetNode, str]
"""A field that returns objects, what is selected of them, and the name of their type."""


class Introspection:
    """One document under way."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], steps: Steps
    ) -> None:
        self._fragments = fragments
        self._steps = steps
        self._schema = schema
        self._info = SimpleNamespace(schema=schema)
        self._found: dict[tuple[int, int], tuple[Any, list[Any]]] = {}
        self._selected: dict[tuple[int, str], tuple[int, list[Leading]]] = {}

    def cost(self, node: FieldNode, most: int) -> int:
        """The price of what is under `__schema` or `__type`; hardly more than `most` is counted."""
        selections = node.selection_set
        if selections is None:
            return 0
        most //= OBJECT
        if node.name.value == "__schema":
            return OBJECT * self._count([(self._schema, selections, "__Schema")], most)
        name = next((item.value for item in node.arguments or ()), None)
        if isinstance(name, StringValueNode):
            type_ = self._schema.type_map.get(name.value)
            return OBJECT * self._count([(type_, selections, "__Type")] if type_ else [], most)
        types = self._schema.type_map.values()
        return OBJECT * max(self._count([(type_, selections, "__Type")], most) for type_ in types)

    def _count(self, waiting: list[tuple[Any, SelectionSetNode, str]], most: int) -> int:
        count = 0
        while waiting and count <= most:
            value, selections, type_name = waiting.pop()
            width, leading = self._selection(selections, type_name)
            count += 1 + width // WIDE
            for field, inner, inner_name in leading:
                waiting += [(child, inner, inner_name) for child in self._children(field, value)]
        return count

    def _children(self, field: GraphQLField, value: Any) -> list[Any]:
        """The objects that a field returns, deprecated ones included; found once."""
        self._steps.take()
        key = id(field), id(value)
        if key not in self._found:
            assert field.resolve is not None
            every = {"includeDeprecated": True} if "includeDeprecated" in field.args else {}
            found = field.resolve(value, self._info, **every)
            several = is_list(field) and found is not None
            children = list(found) if several else [found] if found is not None else []
            self._found[key] = value, children  # kept alive, so that nothing else has its id
        return self._found[key][1]

    def _selection(self, selections: SelectionSetNode, type_name: str) -> tuple[int, list[Leading]]:
        """How many fields are selected of a type, and those that return objects; found once."""
        key = id(selections), type_name
        if key not in self._selected:
            type_ = self._schema.type_map[type_name]
            assert isinstance(type_, GraphQLObjectType)
            nodes = [*self._fields(selections, type_name)]
            self._selected[key] = (
                len(nodes),
                [
                    (field, node.selection_set, get_named_type(field.type).name)
                    for node in nodes
                    if node.selection_set is not None
                    and (field := type_.fields.get(node.name.value)) is not None
                    and is_composite_type(get_named_type(field.type))
                ],
            )
        return self._selected[key]

    def _fields(self, selections: SelectionSetNode, type_name: str) -> Iterator[FieldNode]:
        """The fields of a selection set, those of its fragments on the type included."""
        spread: set[str] = set()
        waiting = [*selections.selections]
        while waiting:
            self._steps.take()
            node = waiting.pop()
            part: FragmentDefinitionNode | InlineFragmentNode | None = None
            match node:
                case FieldNode():
                    yield node
                case FragmentSpreadNode() if node.name.value not in spread:
                    spread.add(node.name.value)
                    part = self._fragments.get(node.name.value)
                case InlineFragmentNode():
                    part = node
            condition = part.type_condition if part else None
            if part and (condition is None or condition.name.value == type_name):
                waiting += part.selection_set.selections
