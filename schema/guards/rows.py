"""The rows that mutations write, as their payloads tell of them."""

from graphql import GraphQLField, GraphQLNamedType, GraphQLObjectType, get_named_type

from base.naming import camel
from db.models import ENTITIES


def payload_row(field: GraphQLField) -> GraphQLObjectType | None:
    """The type of the row that a payload tells of."""
    payload = get_named_type(field.type)
    assert isinstance(payload, GraphQLObjectType)
    kinds = [get_named_type(part.type) for part in payload.fields.values()]
    rows = [kind for kind in kinds if kind.name in ENTITIES]
    return rows[0] if len(rows) == 1 and isinstance(rows[0], GraphQLObjectType) else None


def columns(type_: GraphQLNamedType | None) -> set[str]:
    """What clients call the columns of an entity."""
    entity = ENTITIES.get(type_.name) if type_ else None
    return {camel(str(column.key)) for column in entity.readable()} if entity else set()
