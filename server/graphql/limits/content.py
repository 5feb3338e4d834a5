"""What arguments and variables hold: counted before validation or coercion looks at it.

For each field that an input does not have, graphql-core prints the whole object that it is in: a
few thousand of them would take it seconds. So these are counted, too.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLNamedType,
    ListValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from base.errors import BadUserInput
from base.text import has_long_run
from db.filter import JUNCTIONS
from server.graphql.limits.figures import LONGEST_NAME_CHARACTERS, Steps, of_request

MOST_UNKNOWN = 3
"""Input fields that do not exist, which validation tells of one by one."""
THOUSAND = 1_000
MARKED = 20
"""Characters that count as a value in a text with many combining marks one after the other."""
MISPLACED = 20
"""What a field costs in values that stands in an object where no object can be."""
Use = tuple[str, GraphQLNamedType | None]
"""A variable, and the type of value that is expected where it stands."""


@dataclass(slots=True)
class Content:
    """What one value holds, or several together; what variables hold is added by their uses."""

    values: int = 0
    conditions: int = 0
    relations: int = 0
    thousands: int = 0
    """Of characters in one text each."""
    uses: Counter[Use] = field(default_factory=Counter)

    @property
    def price(self) -> int:
        """A condition costs 1 times the relations that the filter follows; so does long text."""
        return self.conditions * max(1, self.relations) + self.thousands

    def add(self, other: "Content", times: int = 1) -> None:
        """Take in what `other` holds, but for its uses of variables."""
        self.values += other.values * times
        self.conditions += other.conditions * times
        self.relations += other.relations * times
        self.thousands += other.thousands * times

    def add_text(self, text: str) -> None:
        """A thousand characters count as much as a value; fewer where marks have to be sorted."""
        self.values += len(text) // (MARKED if has_long_run(text) else THOUSAND)
        self.thousands += len(text) // THOUSAND

    def add_field(self, type_: GraphQLNamedType | None, name: str) -> GraphQLNamedType | None:
        """Count a field of an input of `type_`; the type of the field, None for an unknown one."""
        if not isinstance(type_, GraphQLInputObjectType):
            return None
        known = type_.fields.get(name)
        named = get_named_type(known.type) if known else None
        if type_.name.endswith("Filter"):
            is_relation = _is_filter(type_) and name not in JUNCTIONS and _is_filter(named)
            self.relations += is_relation
            self.conditions += not _is_filter(type_) or name in JUNCTIONS or is_relation
        return named


def _is_filter(type_: GraphQLNamedType | None) -> bool:
    """Whether an input holds conditions on an entity, and not on one value."""
    return isinstance(type_, GraphQLInputObjectType) and "and" in type_.fields


def of_literal(node: ValueNode, type_: GraphQLNamedType | None, steps: Steps) -> Content:
    """What a value holds that is written in a document."""
    content, unknown = Content(), 0
    waiting: list[tuple[ValueNode, GraphQLNamedType | None]] = [(node, type_)]
    while waiting:
        steps.take()
        node, type_ = waiting.pop()
        content.values += 1
        match node:
            case VariableNode():
                content.values += 1
                content.uses[node.name.value, type_] += 1
            case StringValueNode():
                content.add_text(node.value)
            case ListValueNode():
                waiting += [(item, type_) for item in node.values]
            case ObjectValueNode():
                if type_ is not None and not isinstance(type_, GraphQLInputObjectType):
                    content.values += MISPLACED * len(node.fields)
                for item in node.fields:
                    inner = content.add_field(type_, item.name.value)
                    unknown += isinstance(type_, GraphQLInputObjectType) and inner is None
                    waiting.append((item.value, inner))
    if unknown > MOST_UNKNOWN:
        sentence = f"This has {unknown} fields that the inputs around them do not have."
        raise of_request(BadUserInput(sentence))
    return content


class Variables:
    """What the variables of a request hold, each counted once for each type it is used as."""

    def __init__(self, values: Mapping[str, Any], most: int, steps: Steps) -> None:
        """`most`: values beyond which counting stops: there are too many then."""
        self.values = values
        self._most = most
        self._steps = steps
        self._contents: dict[Use, Content] = {}

    def used(self, uses: Iterable[tuple[Use, int]]) -> Content:
        """What variables hold, as often as they are used."""
        content = Content()
        for use, times in uses:
            self._steps.take()
            content.add(self._content(use), times)
        return content

    @property
    def unused(self) -> Content:
        """What all hold once, whether any field uses them or not."""
        return self._count(dict(self.values), None)

    def _content(self, use: Use) -> Content:
        name, type_ = use
        if use not in self._contents:
            self._contents[use] = self._count(self.values.get(name), type_)
        return self._contents[use]

    def _count(self, value: Any, type_: GraphQLNamedType | None) -> Content:
        content = Content()
        waiting: list[tuple[Any, GraphQLNamedType | None]] = [(value, type_)]
        while waiting and content.values <= self._most:
            self._steps.take()
            value, type_ = waiting.pop()
            content.values += 1
            if isinstance(value, str):
                content.add_text(value)
            elif isinstance(value, list):
                waiting += _some(((item, type_) for item in value), self._most)
            elif isinstance(value, dict):
                keys = _some(value.items(), self._most)
                for name, item in keys:
                    _refuse_long_key(name)
                    waiting.append((item, content.add_field(type_, name)))
        return content


def _some(items: Iterable[Any], most: int) -> Iterator[Any]:
    """No more of `items` than are needed to know that there are too many."""
    return (item for item, _ in zip(items, range(most + 1), strict=False))


def _refuse_long_key(name: str) -> None:
    if len(name) > LONGEST_NAME_CHARACTERS:
        sentence = f"A name in the variables has at most {LONGEST_NAME_CHARACTERS} characters."
        raise of_request(BadUserInput(sentence, limit=LONGEST_NAME_CHARACTERS))
