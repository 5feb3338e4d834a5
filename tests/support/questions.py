"""Hypothesis strategies for filters and orders, read off the published schema: all it offers."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, build_schema, get_named_type
from hypothesis import strategies as st

import schema

Strategy = st.SearchStrategy[Any]
Values = Mapping[str, Strategy]
"""What columns are compared with, by the name of their scalar or enum."""
JUNCTIONS = {"and", "or", "not"}


@cache
def _type(name: str) -> Any:
    return build_schema(schema.sdl()).get_type(name)


def filters(entity: str, values: Values, forbidden: Collection[str]) -> Strategy:
    """Filters with `and`, `or` and `not` on all fields but the `forbidden` ones."""

    def joined(inner: Strategy) -> Strategy:
        lists = st.lists(inner, max_size=3)
        junctions = [st.fixed_dictionaries({name: lists}) for name in ("and", "or")]
        return st.one_of(*junctions, st.fixed_dictionaries({"not": inner}))

    return st.recursive(_leaves(entity, values, forbidden), joined, max_leaves=4)


@st.composite
def _leaves(
    draw: st.DrawFn, entity: str, values: Values, forbidden: Collection[str]
) -> dict[str, Any]:
    """One or two fields, seldom none: conditions on all at once would hold for nothing."""
    kinds = {
        name: get_named_type(field.type).name.removesuffix("Filter")
        for name, field in _input(f"{entity}Filter").fields.items()
        if name not in JUNCTIONS and name not in forbidden
    }
    columns = [name for name in kinds if kinds[name] in values]
    relations = [name for name in kinds if kinds[name] not in values]
    leaf = {}
    for name in draw(_few(st.sampled_from(columns + relations * 3))):
        if name in columns:
            leaf[name] = draw(_operands(kinds[name], values))
        else:
            leaf[name] = draw(filters(kinds[name], values, forbidden))
    return leaf


@st.composite
def _operands(draw: st.DrawFn, kind: str, values: Values) -> dict[str, Any]:
    value = values[kind]
    operands = {"isNull": st.booleans(), "in": st.lists(value, max_size=3)}
    names = draw(_few(st.sampled_from(sorted(_input(f"{kind}Filter").fields))))
    return {name: draw(operands.get(name, value)) for name in names}


def _few(items: Strategy) -> Strategy:
    return items.map(lambda item: [item]) | st.lists(items, max_size=2, unique=True)


def _input(name: str) -> GraphQLInputObjectType:
    type_ = _type(name)
    assert isinstance(type_, GraphQLInputObjectType)
    return type_


def orders(entity: str) -> Strategy:
    """`orderBy` with up to three keys; None where there is no such argument."""
    fields = _type(f"{entity}OrderField")
    if not isinstance(fields, GraphQLEnumType):
        return st.none()
    field, direction = st.sampled_from(sorted(fields.values)), st.sampled_from(["ASC", "DESC"])
    key = st.fixed_dictionaries({"field": field, "direction": direction})
    return st.lists(key, max_size=3, unique_by=lambda item: item["field"])
