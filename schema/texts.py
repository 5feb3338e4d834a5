"""No filter compares a text as it is written: one without a folded copy stops the start."""

from collections.abc import Iterator

from graphql import GraphQLInputObjectType, GraphQLSchema, get_named_type

from db.errors import camel
from db.models import Base, Entity
from db.search import comparable


def enforce(schema: GraphQLSchema) -> None:
    """Raises LookupError for a text that a filter of `schema` may ask about and nobody folds."""
    entities: dict[str, type[Entity]] = {
        mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers
    }
    for name, type_ in schema.type_map.items():
        entity = entities.get(name.removesuffix("Filter"))
        if isinstance(type_, GraphQLInputObjectType) and entity is not None:
            for field_name, field in type_.fields.items():
                if get_named_type(field.type).name == "StringFilter":
                    comparable(entity, _column(entity, field_name))


def _column(entity: type[Entity], field_name: str) -> str:
    """The column behind a field."""
    names: Iterator[str] = (column.name for column in entity.__table__.columns)
    return next(name for name in names if camel(name) == field_name)
