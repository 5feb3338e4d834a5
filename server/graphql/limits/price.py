"""What a selection set costs, as a function of the variables: computed once for a document.

An object costs 1; a list multiplies what is under it by the items that can come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLInt,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ValueNode,
    VariableNode,
)

from resolvers.fields.declared import ListSize
from server.graphql.limits.content import Content, Variables

Count = tuple[int, int]
"""A price: once, and for each item of the connection or page around."""


@dataclass(frozen=True, slots=True)
class Items:
    """How many items a field can hold, as its arguments say."""

    size: ListSize
    values: tuple[ValueNode, ...] = ()
    defaults: Mapping[str, ValueNode] = field(default_factory=dict)
    """Of variables, as the operation declares them."""

    @classmethod
    def of(cls, node: FieldNode, size: ListSize, defaults: Mapping[str, ValueNode]) -> "Items":
        given = tuple(
            argument.value
            for argument in node.arguments or ()
            if argument.name.value in size.arguments
        )
        return cls(size, given, defaults)

    @property
    def is_constant(self) -> bool:
        return not any(isinstance(value, VariableNode) for value in self.values)

    def count(self, variables: Mapping[str, Any]) -> int:
        """The most that can come; what is no size is refused elsewhere."""
        sizes = [_read(value, variables, self.defaults) for value in self.values]
        most = max((size for size in sizes if size is not None), default=self.size.default)
        return max(1, min(most, self.size.most))


def _read(
    node: ValueNode | None, variables: Mapping[str, Any], defaults: Mapping[str, ValueNode]
) -> int | None:
    """A size as graphql-core coerces it, the length of a list, or None where there is neither."""
    match node:
        case None | NullValueNode():
            return None
        case VariableNode():
            name = node.name.value
            if name not in variables:
                return _read(defaults.get(name), {}, {})
            given = variables[name]
            return len(given) if isinstance(given, list) else _coerced(given)
        case ListValueNode():
            return len(node.values)
        case IntValueNode():
            return _coerced(int(node.value) if len(node.value) < 11 else None)
    return 1  # one item stands for a list of it (GraphQL §3.11, Input Coercion)


def _coerced(value: Any) -> int | None:
    if isinstance(value, str):
        return 1
    try:
        return None if value is None else GraphQLInt.coerce_input_value(value)
    except GraphQLError:
        return None


@dataclass(slots=True)
class Asked:
    """The arguments of one field, of which some are variables."""

    content: Content

    def price(self, variables: Variables) -> int:
        total = variables.used(self.content.uses.items())
        total.add(self.content)
        return total.price


@dataclass(slots=True)
class Under:
    """What a field returns that holds something whose price depends on variables."""

    price: "Price"
    object: int = 1
    """The price of the object itself."""
    items: Items | None = None
    """Of a list, or of a connection or page."""
    is_list: bool = False
    of_carrier: bool = False
    """Whether it is a list in a connection or page, and has its size."""

    def count(self, variables: Variables, memo: dict[int, Count]) -> Count:
        return self.of(self.price.count(variables, memo), variables.values)

    def of(self, inner: Count, variables: Mapping[str, Any]) -> Count:
        """The price where `inner` is that of what is selected of the object."""
        once, each = inner
        one = self.object + once
        if self.of_carrier:
            return 0, one
        if self.items is None:
            return one, 0
        count = self.items.count(variables)
        return (one * count if self.is_list else one + each * count), 0


@dataclass(slots=True)
class Price:
    """Of a selection set: a constant, and what depends on variables."""

    once: int = 0
    each: int = 0
    under: list[Under] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    spread: list["Price"] = field(default_factory=list)

    @property
    def is_constant(self) -> bool:
        return not (self.under or self.asked or self.spread)

    def add(self, under: Under) -> None:
        """Take in a field that returns objects."""
        if under.price.is_constant and (under.items is None or under.items.is_constant):
            once, each = under.of((under.price.once, under.price.each), {})
            self.once += once
            self.each += each
        else:
            self.under.append(under)

    def add_content(self, content: Content) -> None:
        """Take in the arguments of a field."""
        if content.uses:
            self.asked.append(Asked(content))
        else:
            self.once += content.price

    def add_spread(self, fragment: "Price") -> None:
        if fragment.is_constant:
            self.once += fragment.once
            self.each += fragment.each
        else:
            self.spread.append(fragment)

    def count(self, variables: Variables, memo: dict[int, Count]) -> Count:
        """The price for these variables; that of a fragment is computed once."""
        if id(self) not in memo:
            counts = [
                *(under.count(variables, memo) for under in self.under),
                *(fragment.count(variables, memo) for fragment in self.spread),
            ]
            once = self.once + sum(asked.price(variables) for asked in self.asked)
            memo[id(self)] = (
                once + sum(count[0] for count in counts),
                self.each + sum(count[1] for count in counts),
            )
        return memo[id(self)]
