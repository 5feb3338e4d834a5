"""No filter compares a text as it is written: one without a folded copy stops the start."""

from graphql import GraphQLInputObjectType, GraphQLSchema, get_named_type

from base.naming import camel
from db.models import Base, Entity
from db.search import comparable


def enforce(schema: GraphQLSchema) -> None:
    """Raises LookupError for a text that a filter of `schema` may ask about and nobody folds."""
    entities: dict[str, type[Entity]] = {
        mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers
    }
    for name, type_ in schema.type_map.items():
        if not isinstance(type_, GraphQLInputObjectType) or not name.endswith("Filter"):
            continue
        for field_name, field in type_.fields.items():
            if get_named_type(field.type).name == "StringFilter":
                entity = entities.get(name.removesuffix("Filter"))
                if entity is None:
                    raise LookupError(f"{name} compares a text of no entity")
                comparable(entity, _column(entity, field_name))


def _column(entity: type[Entity], field_name: str) -> str:
    """The column behind a field; LookupError where there is none."""
    for column in entity.__table__.columns:
        if camel(column.name) == field_name:
            return str(column.name)
    raise LookupError(f"{entity.__name__} has no column for the filter on {field_name}")
