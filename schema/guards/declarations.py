"""Every field says what is behind it, and what it says is there: anything else stops the start.

A row is typed by its entity: a field cannot be a column that reads do not return, nor refer to
another row by a key that its own has not.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLFieldResolver,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from base.naming import camel
from db.models import ENTITIES, Entity
from db.search import comparable
from resolvers.fields.answers import reader
from resolvers.fields.declared import (
    ByKey,
    Carried,
    Column,
    Computed,
    Connected,
    Declared,
    Followed,
    Listed,
    Many,
    Mutated,
    One,
    Own,
    Paged,
    Written,
)
from schema.guards import walk
from schema.sizes import declared_of


def enforce(schema: GraphQLSchema) -> None:
    """Put what each field of `schema` declares on it, in place, and what reads it off a row.

    Raises LookupError for a field that declares nothing, or what is not there.
    """
    for type_, name, field in walk.fields(schema):
        declared = _declared(field)
        if declared is None:
            raise LookupError(f"{type_.name}.{name} declares nothing: see schema/fields.py")
        for wrong in chain(
            _faults(type_, field, declared), _misplaced(schema, type_, field, declared)
        ):
            raise LookupError(f"{type_.name}.{name} declares {wrong}")
        field.extensions["declared"] = declared
        field.resolve = _read(declared) or field.resolve


def _declared(field: GraphQLField) -> Declared | None:
    """What was declared for a field, named as the field is where it names no attribute itself."""
    definition = field.extensions.get("strawberry-definition")
    if definition is None:
        return declared_of(field)
    declared: Declared | None = definition.metadata.get("declared")
    if isinstance(declared, (Column, Carried, Written)) and not declared.attribute:
        return replace(declared, attribute=definition.python_name)
    return declared


def _read(declared: Declared) -> GraphQLFieldResolver | None:
    """What graphql-core reads a field with that asks no more than its row."""
    read = reader(declared)
    if read is None:
        return None

    def resolve(row: Any, _info: Any) -> Any:
        return read(row)

    return resolve


def _faults(type_: GraphQLObjectType, field: GraphQLField, declared: Declared) -> Iterator[str]:
    """What of a declaration is not there, or is not what the field returns."""
    match declared:
        case Column(attribute):
            yield from _unread(type_.name, attribute)
        case One(relation, key) | Many(relation, key) | Connected(relation, key):
            yield from _unread(type_.name, key)
            yield from _unstored(relation.entity, relation.key)
        case ByKey(relation, argument):
            yield from _unstored(relation.entity, relation.key)
            yield from _untaken(field, argument)
        case Carried(carrier, attribute):
            if not hasattr(carrier, attribute) and attribute not in carrier.__annotations__:
                yield f"`{attribute}`, which {carrier.__name__} has not"
        case Computed(_, why) if not why:
            yield "no reason to compute"
    if isinstance(declared, Many):
        for name in declared.equal:
            yield from _unstored(declared.relation.entity, name)
            yield from _untaken(field, name)
            comparable(declared.relation.entity, name)
    expected, returned = _returned(declared), get_named_type(field.type).name
    if expected not in (None, returned):
        yield f"{expected}, and returns {returned}"


def _misplaced(
    schema: GraphQLSchema, type_: GraphQLObjectType, field: GraphQLField, declared: Declared
) -> Iterator[str]:
    """What only Mutation, or only Subscription, declares; and nothing else there."""
    for root, kind in ((schema.mutation_type, Mutated), (schema.subscription_type, Followed)):
        if isinstance(declared, kind) != (type_ is root):
            yield f"{type(declared).__name__}, which is of no use there"
    if isinstance(declared, Mutated) and not get_named_type(field.type).name.endswith("Payload"):
        yield f"a change with {get_named_type(field.type).name}, which is no payload"


def _unread(type_name: str, attribute: str) -> Iterator[str]:
    entity = ENTITIES.get(type_name)
    if entity is None:
        yield f"`{attribute}` of a row, and {type_name} is no entity"
    elif attribute not in {column.key for column in entity.readable()}:
        yield f"`{attribute}`, which no read of {type_name} returns"


def _unstored(entity: type[Entity], column: str) -> Iterator[str]:
    if column not in entity.__table__.columns:
        yield f"`{column}`, which {entity.__name__} has not"


def _untaken(field: GraphQLField, argument: str) -> Iterator[str]:
    if camel(argument) not in field.args:
        yield f"`{argument}`, which is none of its arguments"


def _returned(declared: Declared) -> str | None:
    """The name of the type that a declaration makes a field return, where it says so."""
    match declared:
        case One(relation) | Many(relation) | ByKey(relation) | Own(relation):
            return relation.entity.__name__
        case Connected(relation):
            return f"{relation.entity.__name__}Connection"
        case Listed(catalogue):
            return f"{catalogue.entity.__name__}Connection"
        case Paged(catalogue):
            return f"{catalogue.entity.__name__}Page"
    return None
