"""Puts the policy in front of every resolver; whatever the policy does not mention stops the start.

Connections, pages and payloads carry what the field that returned them was allowed to fetch: they
need no rules of their own, and are listed by name.
"""

import inspect
from collections.abc import Callable
from typing import Any, Protocol, cast

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
)

from auth.policy import (
    CARRIERS,
    FIELDS,
    OPERAND_FILTERS,
    OPERATIONS,
    filter_rule,
)
from auth.rules import Rule, may_read
from db.belonging import By
from db.filter import JUNCTIONS
from db.models import ENTITIES
from db.viewer import Viewer

Resolver = Callable[..., Any]


class Context(Protocol):
    """What a guard asks of the operation under way."""

    @property
    def viewer(self) -> Viewer:
        """The viewer, once `admit` has returned."""

    async def admit(self, rule: Rule) -> None:
        """Let the viewer call an operation; Unauthenticated or Forbidden where they may not."""


def enforce(schema: GraphQLSchema) -> None:
    """Guard every operation and every field of an entity in `schema`, in place.

    Raises LookupError for one that the policy does not mention, and for a type or filter that is
    neither an entity's nor listed as carrying what others may.
    """
    node = schema.get_type("Node")
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLInputObjectType) and name.endswith("Filter"):
            _check_filter(type_)
        if not isinstance(type_, GraphQLObjectType) or name.startswith("__"):
            continue
        if type_ in (schema.query_type, schema.mutation_type):
            for field_name, field in type_.fields.items():
                rule = field.extensions["operation"] = _rule(OPERATIONS, name, field_name)
                field.resolve = _guarded_operation(field.resolve, rule)
        elif type_ is schema.subscription_type:
            for field_name, field in type_.fields.items():
                rule = _rule(OPERATIONS, name, field_name)
                field.subscribe = _guarded_operation(field.subscribe, rule)
        elif node in type_.interfaces:
            for field_name, field in type_.fields.items():
                rule = _rule(FIELDS, name, field_name)
                _guard_field(field, rule, _owner_column(name, rule))
        elif name not in CARRIERS:
            raise LookupError(f"auth/policy.py neither rules over {name} nor lists it")


def _check_filter(type_: GraphQLInputObjectType) -> None:
    """LookupError for a filter on a field that no rule covers."""
    if type_.name in OPERAND_FILTERS:
        return
    entity = type_.name.removesuffix("Filter")
    if entity not in FIELDS:
        raise LookupError(f"auth/policy.py has no rules for what {type_.name} asks about")
    for name in set(type_.fields) - JUNCTIONS:
        filter_rule(entity, name)


def _rule(table: Any, type_name: str, field_name: str) -> Rule:
    try:
        return cast("Rule", table[type_name][field_name])
    except KeyError as error:
        raise LookupError(f"auth/policy.py has no rule for {type_name}.{field_name}") from error


def _owner_column(type_name: str, rule: Rule) -> str | None:
    """The column of a row that `rule` asks; LookupError where the row itself has none."""
    if rule is Rule.ACTOR:
        return ENTITIES[type_name].column("actor_id").name
    if rule not in (Rule.OWNER, Rule.SELF):
        return None
    belongs = ENTITIES[type_name].belongs_to
    if not isinstance(belongs, By):
        raise LookupError(f"a row of {type_name} does not tell by itself whose it is")
    return belongs.column


def _guarded_operation(resolve: Resolver | None, rule: Rule) -> Resolver:
    assert resolve is not None

    async def guarded(source: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any) -> Any:
        await info.context.admit(rule)
        result = resolve(source, info, **arguments)
        return await result if inspect.isawaitable(result) else result

    return guarded


def _guard_field(field: GraphQLField, rule: Rule, owner_column: str | None) -> None:
    field.extensions |= {"rule": rule, "owner": owner_column}
    if rule is Rule.READER:
        return
    resolve = field.resolve
    assert resolve is not None
    refused = _refused_value(field)

    def guarded(source: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any) -> Any:
        owner_id = getattr(source, owner_column) if owner_column else None
        if may_read(rule, info.context.viewer, owner_id):
            return resolve(source, info, **arguments)
        return list(refused) if refused is not None else None

    field.resolve = guarded


def _refused_value(field: GraphQLField) -> list[Any] | None:
    """What a refused field reads: null, or an empty list where there is always a list."""
    if not isinstance(field.type, GraphQLNonNull):
        return None
    if isinstance(field.type.of_type, GraphQLList):
        return []
    raise LookupError("a field that may be refused must be nullable or a list")
