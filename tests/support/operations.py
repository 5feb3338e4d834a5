"""Queries by chance: whatever the schema lets clients ask, of rows that are there or are not."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
)

from db.types import new_id

DEEPEST = 5
VALUES: Mapping[str, Sequence[Any]] = {
    "String": ["a", "Ada", "é", "str", "x y", "%", ""],
    "Int": [1, 2, 3, 7, 100],
    "Boolean": [True, False],
    "DateTime": ["2020-01-01T00:00:01.000Z", "2026-06-01T12:00:00.500+02:00"],
    "Date": ["2020-01-02", "2026-01-01"],
}
ODD_ALIASES = [f"{letter}{number}" for letter in "axtrj" for number in range(6)]
ODD_ALIASES += ["j", "viewer", "session", "late_0", "users", "profiles", "select", "_", "X1"]
"""Names that statements have for their own ends, or might have."""
NEVER_TOGETHER = [{"last", "before"}, {"first", "after"}, {"after", "before"}]
"""Arguments of which one set is left out, or lists refuse them."""


@dataclass
class Operation:
    text: str
    variables: dict[str, Any]


@dataclass
class Chance:
    """Writes one operation."""

    schema: GraphQLSchema
    ids: Mapping[str, Sequence[str]]
    """Those of the rows of each type."""
    random: random.Random
    left: int = 30
    """Fields that may still be written."""
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0
    odd: list[str] = field(default_factory=lambda: list(ODD_ALIASES))

    def operation(self) -> Operation:
        """A query of one to three fields at the root."""
        query = self.schema.query_type
        assert query is not None
        names = [name for name in query.fields if name != "isUsernameFree"]
        roots = self.random.sample(names, self.random.choice([1, 1, 2, 3]))
        body = " ".join(
            self._field(query.fields[name], name, f"r{index}: ", 0)
            for index, name in enumerate(roots)
        )
        declared = ", ".join(f"${name}: {kind}" for name, (kind, _) in self.variables.items())
        head = f"query Q({declared})" if declared else "query Q"
        text = " ".join([f"{head} {{ {body} }}", *self.fragments])
        return Operation(text, {name: value for name, (_, value) in self.variables.items()})

    def _field(self, field: GraphQLField, name: str, alias: str, depth: int) -> str:
        self.left -= 1
        written = f"{alias}{name}{self._arguments(field, depth)}{self._directive()}"
        named = get_named_type(field.type)
        if _has_fields(field):
            return f"{written} {self._selection(named, depth + 1)}"
        return written

    def _directive(self) -> str:
        if self.random.random() > 0.05:
            return ""
        value = self.random.choice(["true", "false", ""]) or self._variable("Boolean!", True)
        return f" @{self.random.choice(['skip', 'include'])}(if: {value})"

    def _selection(self, type_: Any, depth: int) -> str:
        if isinstance(type_, GraphQLInterfaceType):
            kinds = self.random.sample(self.schema.get_possible_types(type_), 1)
            parts = [f"... on {kind.name} {self._selection(kind, depth)}" for kind in kinds]
            return f"{{ __typename id {' '.join(parts)} }}"
        assert isinstance(type_, GraphQLObjectType)
        leaves = [
            n for n, f in type_.fields.items() if not is_composite_type(get_named_type(f.type))
        ]
        others = [n for n in type_.fields if n not in leaves]
        if depth >= DEEPEST or self.left <= 0:
            others = []
        pool = leaves + 2 * others or ["__typename"]
        chosen = [self.random.choice(pool) for _ in range(self.random.randint(1, 4))]
        parts = [self._part(type_, name, depth) for name in dict.fromkeys(chosen)]
        if self.random.random() < 0.1:
            parts.append("__typename")
        return f"{{ {' '.join(parts)} }}"

    def _part(self, type_: GraphQLObjectType, name: str, depth: int) -> str:
        if name == "__typename":
            return name
        plain = not type_.fields[name].args and not is_composite_type(
            get_named_type(type_.fields[name].type)
        )
        alias = f"{self._alias()}: " if not plain or self.random.random() < 0.2 else ""
        written = self._field(type_.fields[name], name, alias, depth)
        if self.random.random() < 0.08:
            return f"... on {type_.name}{self._directive()} {{ {written} }}"
        if self.random.random() < 0.08:
            fragment = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {fragment} on {type_.name} {{ {written} }}")
            return f"...{fragment}{self._directive()}"
        return written

    def _alias(self) -> str:
        """One that the operation has nowhere else."""
        self.aliases += 1
        if self.odd and self.random.random() < 0.5:
            return self.odd.pop(self.random.randrange(len(self.odd)))
        return f"alias{self.aliases}"

    def _arguments(self, field: GraphQLField, depth: int) -> str:
        left_out = self.random.choice(NEVER_TOGETHER)
        written = []
        for name, argument in field.args.items():
            needed = isinstance(argument.type, GraphQLNonNull)
            if not needed and (name in left_out or self.random.random() < 0.6):
                continue
            written.append(f"{name}: {self._argument(field, name, argument, depth)}")
        return f"({', '.join(written)})" if written else ""

    def _argument(
        self, field: GraphQLField, name: str, argument: GraphQLArgument, depth: int
    ) -> str:
        value = self._value(argument.type, name, get_named_type(field.type).name)
        if self.random.random() < 0.4 or (depth == 0 and name in {"id", "ids"}):
            return self._variable(str(argument.type), value)
        return _literal(argument.type, value)

    def _variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = (kind, value)
        return f"${name}"

    def _value(self, type_: Any, name: str, owner: str) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._value(type_.of_type, name, owner)
        if isinstance(type_, GraphQLList):
            size = self.random.randint(1, 3)
            return [self._value(type_.of_type, name, owner) for _ in range(size)]
        if isinstance(type_, GraphQLInputObjectType):
            return self._input(type_, owner)
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice(list(type_.values))
        if type_.name == "ID":
            return self.random.choice([*self.ids.get(owner, ()), *self._any_ids(), new_id()])
        return self.random.choice(VALUES[type_.name])

    def _any_ids(self) -> list[str]:
        return [self.random.choice(list(ids)) for ids in self.ids.values() if ids]

    def _input(self, type_: GraphQLInputObjectType, owner: str) -> dict[str, Any]:
        """All that is required, and one or two others."""
        needed = [n for n, f in type_.fields.items() if isinstance(f.type, GraphQLNonNull)]
        most = min(len(type_.fields), self.random.choice([1, 1, 2]))
        names = needed or self.random.sample(list(type_.fields), most)
        return {name: self._value(type_.fields[name].type, name, owner) for name in names}


def _has_fields(field: GraphQLField) -> bool:
    return is_composite_type(get_named_type(field.type))


def _literal(type_: Any, value: Any) -> str:
    if isinstance(type_, GraphQLNonNull):
        return _literal(type_.of_type, value)
    if isinstance(type_, GraphQLList):
        return f"[{', '.join(_literal(type_.of_type, item) for item in value)}]"
    if isinstance(type_, GraphQLInputObjectType):
        fields = (f"{k}: {_literal(type_.fields[k].type, v)}" for k, v in value.items())
        return f"{{{', '.join(fields)}}}"
    return str(value) if isinstance(type_, GraphQLEnumType) else json.dumps(value)
