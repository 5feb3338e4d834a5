"""Every condition and order of a list has a column or a relation of its catalogue behind it."""

from collections.abc import Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLSchema,
    get_named_type,
)

from base.naming import camel
from db.filter import JUNCTIONS, OPERATORS, Related
from db.models import Entity
from resolvers.fields.declared import Listed, Paged
from resolvers.lists.listing import Catalogue
from schema.guards import walk
from schema.sizes import declared_of

OPERANDS = {camel(name.rstrip("_")) for name in (*OPERATORS, "is_null")}


def enforce(schema: GraphQLSchema) -> None:
    """Raises LookupError for what a list of `schema` offers and its catalogue has not."""
    for type_, name, field in walk.fields(schema):
        declared = declared_of(field)
        if isinstance(declared, (Listed, Paged)):
            try:
                _check_filter(field, declared.catalogue)
                _check_order(field, declared.catalogue)
            except LookupError as error:
                raise LookupError(f"{type_.name}.{name}: {error.args[0]}") from error


def _check_filter(field: GraphQLField, catalogue: Catalogue) -> None:
    if "filter" in field.args:
        filter_type = get_named_type(field.args["filter"].type)
        assert isinstance(filter_type, GraphQLInputObjectType)
        _check_conditions(filter_type, catalogue.entity, catalogue.relations)


def _check_conditions(
    filter_type: GraphQLInputObjectType, entity: type[Entity], relations: Mapping[str, Related]
) -> None:
    columns = {camel(column.name) for column in entity.readable()} | _aliases(entity)
    related = {camel(name): relation for name, relation in relations.items()}
    for name, field in filter_type.fields.items():
        inner = get_named_type(field.type)
        if name in JUNCTIONS:
            continue
        if not isinstance(inner, GraphQLInputObjectType):
            raise LookupError(f"`{filter_type.name}.{name}` is no condition")
        if name in related:
            _check_conditions(inner, related[name].entity, {})
        elif name not in columns:
            raise LookupError(f"{entity.__name__} has neither column nor relation `{name}`")
        else:
            for operand in inner.fields.keys() - OPERANDS:
                raise LookupError(f"nothing compares with `{operand}` of {inner.name}")


def _aliases(entity: type[Entity]) -> set[str]:
    """Names that clients have for columns."""
    return {camel(name) for name in entity.aliases}


def _check_order(field: GraphQLField, catalogue: Catalogue) -> None:
    offered: set[str] = set()
    if "orderBy" in field.args:
        order = get_named_type(field.args["orderBy"].type)
        assert isinstance(order, GraphQLInputObjectType)
        members = get_named_type(order.fields["field"].type)
        assert isinstance(members, GraphQLEnumType)
        offered = set(members.values)
    for name in offered ^ catalogue.orders.keys():
        raise LookupError(f"the order {name} is in the schema or in the catalogue alone")
    for name in catalogue.orders.values():
        if name not in catalogue.entity.__table__.columns:
            raise LookupError(f"{catalogue.entity.__name__} has no column `{name}` to order by")
