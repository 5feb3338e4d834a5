"""Takes the shape of an operation.

One pass, in which each fragment is looked at once, however often it is spread; it ends as soon as
any figure passes its limit. Of introspection the price alone counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLDeferDirective,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeNode,
    ValueNode,
    VariableDefinitionNode,
    get_named_type,
    is_composite_type,
    is_introspection_type,
)

from resolvers.fields.declared import OF_CARRIER
from schema.sizes import is_list, price_of, size_of
from server.graphql.limits.content import Content, of_literal
from server.graphql.limits.figures import Limits, Steps, refuse_beyond, refuse_cost
from server.graphql.limits.introspection import META_FIELDS, Introspection
from server.graphql.limits.price import Items, Price, Under
from server.graphql.limits.shape import Selection, Shape
from server.graphql.limits.totals import Totals

DEFERRED = 10
"""What keeping track of a part that comes later costs, in objects."""


class Survey:
    """One operation under way, with the fragments that it spreads."""

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, fragments: Sequence[FragmentDefinitionNode]
    ) -> None:
        self.steps = Steps()
        self._schema = schema
        self._limits = limits
        self._fragments = {node.name.value: node for node in fragments}
        self._introspection = Introspection(schema, self._fragments, self.steps)
        self._introspected: list[FieldNode] = []
        self._shapes: dict[str, Shape] = {}
        self._defaults: Mapping[str, ValueNode] = {}
        self._now = Shape()
        self._totals = Totals(limits)

    def operation(self, node: OperationDefinitionNode) -> Shape:
        """The shape of the operation, once every fragment of the document has one."""
        variables = node.variable_definitions or ()
        self._defaults = {
            item.variable.name.value: item.default_value
            for item in variables
            if item.default_value is not None
        }
        root = self._schema.get_root_type(node.operation)
        shape = self._shape(node, root, variables)
        for name in self._fragments:
            self._fragment(name)
        refuse_beyond(self._limits, "spreads", max(self._totals.spreads, len(self._fragments)))
        refuse_beyond(self._limits, "root_fields", shape.selection.width)
        self._add_introspection(shape)
        return shape

    def _add_introspection(self, shape: Shape) -> None:
        """Last, since it is the most work; what stands in a fragment counts for each operation."""
        for node in self._introspected:
            shape.price.once += self._introspection.cost(node, self._limits.cost)
            refuse_cost(self._limits, shape.price.once)

    def _shape(
        self,
        node: OperationDefinitionNode | FragmentDefinitionNode,
        type_: GraphQLNamedType | None,
        variables: Iterable[VariableDefinitionNode] = (),
    ) -> Shape:
        outer, self._now = self._now, Shape()
        try:
            for variable in variables:
                self._add_variable(variable)
            self._add_directives(node.directives, self._now.price, quiet=False)
            self._collect(self._now.selection, node.selection_set, type_)
            self._totals.check(self._now, self._now.selection)
            return self._now
        finally:
            self._now = outer

    def _fragment(self, name: str) -> Shape:
        """The shape of a fragment, which is empty where the fragment spreads itself."""
        if name not in self._shapes:
            self._shapes[name] = Shape()
            if (node := self._fragments.get(name)) is not None:
                type_ = self._schema.get_type(node.type_condition.name.value)
                self._shapes[name] = self._shape(node, type_)
        return self._shapes[name]

    def _collect(
        self, into: Selection, selections: SelectionSetNode, type_: GraphQLNamedType | None
    ) -> None:
        quiet = type_ is not None and is_introspection_type(type_)
        for node in selections.selections:
            self.steps.take()
            self._add_directives(node.directives, into.price, quiet=quiet)
            match node:
                case FieldNode():
                    self._add_field(into, node, type_, quiet=quiet)
                case InlineFragmentNode():
                    self._now.spreads += 1
                    self._totals.spreads += 1
                    condition = node.type_condition
                    inner = self._schema.get_type(condition.name.value) if condition else type_
                    self._collect(into, node.selection_set, inner)
                case FragmentSpreadNode():
                    self._add_fragment(into, self._fragment(node.name.value))
            self._totals.check(self._now, into)

    def _add_field(
        self, into: Selection, node: FieldNode, parent: GraphQLNamedType | None, *, quiet: bool
    ) -> None:
        definition = _definition(parent, node.name.value)
        content = self._content(node.arguments, definition.args if definition else {})
        into.price.add_content(content)
        quiet = quiet or node.name.value in META_FIELDS
        inner = Selection()
        named = get_named_type(definition.type) if definition else None
        if node.selection_set:
            self._collect(inner, node.selection_set, named)
        if definition is not None and not quiet:
            into.price.once += price_of(definition)
            if is_composite_type(named):
                into.price.add(self._under(definition, node, inner.price))
        elif definition is not None and not (parent and is_introspection_type(parent)):
            self._introspected.append(node)
        self._now.aliases += node.alias is not None and not quiet
        into.width += 1
        into.depth = max(into.depth, 1 if quiet else inner.depth + 1)
        self._totals.fields += 1
        into.fields += inner.fields + 1
        self._add_name(into, (node.alias or node.name).value, inner.fields + 1)

    def _under(self, definition: GraphQLField, node: FieldNode, price: Price) -> Under:
        size = size_of(definition)
        items = Items.of(node, size, self._defaults) if size and size is not OF_CARRIER else None
        return Under(price, items=items, is_list=is_list(definition), of_carrier=size is OF_CARRIER)

    def _add_name(self, into: Selection, name: str, fields: int) -> None:
        if name in into.names:
            self._now.repeats += fields
            self._totals.repeats += fields
        into.names[name] = max(fields, into.names.get(name, 0))

    def _add_fragment(self, into: Selection, fragment: Shape) -> None:
        """Take in what is spread, which costs no more than it adds to the figures."""
        now, selection = self._now, fragment.selection
        now.spreads += fragment.spreads + 1
        self._totals.spreads += fragment.spreads + 1
        now.aliases += fragment.aliases
        now.directives += fragment.directives
        now.repeats += fragment.repeats
        self._totals.repeats += fragment.repeats
        now.values += fragment.values
        now.conditions += fragment.conditions
        self._totals.fields += selection.fields
        into.fields += selection.fields
        into.width += selection.width
        into.depth = max(into.depth, selection.depth)
        into.price.add_spread(selection.price)
        self._totals.check(self._now, into)
        self.steps.take(len(selection.names) + len(fragment.uses))
        now.uses.update(fragment.uses)
        for name, fields in selection.names.items():
            self._add_name(into, name, fields)

    def _add_directives(
        self, nodes: Iterable[DirectiveNode] | None, price: Price, *, quiet: bool
    ) -> None:
        for node in nodes or ():
            self.steps.take()
            known = self._schema.get_directive(node.name.value)
            self._content(node.arguments, known.args if known else {})
            self._now.directives += not quiet
            price.once += DEFERRED * (node.name.value == GraphQLDeferDirective.name)

    def _add_variable(self, node: VariableDefinitionNode) -> None:
        """Variables count twice, here and where they are used: more rules look at them."""
        self.steps.take()
        self._now.values += 2
        if node.default_value is not None:
            self._take(of_literal(node.default_value, self._named(node.type), self.steps))

    def _content(
        self, nodes: Iterable[ArgumentNode] | None, known: Mapping[str, GraphQLArgument]
    ) -> Content:
        content = Content()
        for node in nodes or ():
            argument = known.get(node.name.value)
            type_ = get_named_type(argument.type) if argument else None
            one = of_literal(node.value, type_, self.steps)
            content.add(one)
            content.uses.update(one.uses)
        self._take(content)
        return content

    def _take(self, content: Content) -> None:
        self._now.values += content.values
        self._now.conditions += content.conditions
        self._now.uses.update(content.uses)

    def _named(self, node: TypeNode) -> GraphQLNamedType | None:
        while not isinstance(node, NamedTypeNode):
            node = cast("Any", node).type
        return self._schema.get_type(node.name.value)


def _definition(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    if name in META_FIELDS:
        return META_FIELDS[name]
    if isinstance(parent, (GraphQLObjectType, GraphQLInterfaceType)):
        return cast("GraphQLField | None", parent.fields.get(name))
    return None
